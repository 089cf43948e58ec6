import { failure, failureTable, type FailureCode } from '../../errors.ts'
import { stepsAfterwards, stepsBefore, type Entry, type Noted, type Stamped } from './entry.ts'
import type { Plan } from '../plan.ts'

const steps: readonly unknown[] = [...stepsBefore, ...stepsAfterwards]
const outcomes: readonly unknown[] = ['upgraded', 'rolled-back', 'refused', 'stuck']
const proofs: readonly unknown[] = ['proven', 'never-left', 'deferred']
const ends: readonly unknown[] = ['passed', 'crashed', 'left']

/** The body of one journal line. DATA when it is not an entry that this program writes: a later version's journal is not guessed at. */
export function readEntry(number: number, body: unknown): Stamped {
  const { atMs, ...entry } = isRecord(body) ? body : {}
  if (typeof atMs !== 'number' || !isEntry(entry)) throw failure('DATA', `entry ${number} of the journal is of a kind that this version does not know`)
  return { number, atMs, entry }
}

type Fields = Readonly<Record<string, unknown>>
const hasStep = (value: Fields): boolean => steps.includes(value['step'])

/** A row for each kind of entry: one that is forgotten here does not compile. */
const shapes: Readonly<Record<Entry['entry'], (value: Fields) => boolean>> = {
  planned: (value) => isPlan(value['plan']),
  began: hasStep,
  ended: hasStep,
  undoing: hasStep,
  undone: hasStep,
  failed: (value) => hasStep(value) && isCode(value['code']) && typeof value['message'] === 'string',
  noted: (value) => isOneOf(notes, value['about']) && notes[value['about']](value),
  confirmed: () => true,
  probation: (value) => (value['stage'] === 'began' ? typeof value['untilMs'] === 'number' : value['stage'] === 'ended' && ends.includes(value['how']) && isTextOrNull(value['because'])),
  closed: (value) => outcomes.includes(value['outcome']) && isTextOrNull(value['running']) && isTextOrNull(value['reason']) && (value['downtimeMs'] === null || typeof value['downtimeMs'] === 'number'),
}

const notes: Readonly<Record<Noted['about'], (value: Fields) => boolean>> = {
  downtime: (value) => typeof value['unit'] === 'string' && typeof value['milliseconds'] === 'number',
  'system-journal': (value) => typeof value['unit'] === 'string' && Array.isArray(value['lines']) && value['lines'].every((line) => typeof line === 'string'),
  stopped: (value) => typeof value['unit'] === 'string' && typeof value['invocation'] === 'string',
  replaced: (value) => typeof value['path'] === 'string',
  survivors: (value) => typeof value['unit'] === 'string' && Array.isArray(value['programs']) && value['programs'].every((program) => typeof program === 'string'),
  boot: (value) => typeof value['id'] === 'string',
  restoring: (value) => value['runs'] === undefined || (Array.isArray(value['runs']) && value['runs'].every(isRun)),
  somebody: (value) => isRun(value) && (value['live'] === 'new' || value['live'] === 'other'),
  mended: (value) => typeof value['by'] === 'string',
  restored: () => true,
  started: (value) => typeof value['unit'] === 'string',
  'left-down': isRun,
  'way-back': (value) => proofs.includes(value['proof']),
}

function isEntry(value: Fields): value is Fields & Entry {
  return isOneOf(shapes, value['entry']) && shapes[value['entry']](value)
}

function isOneOf<Table extends object>(table: Table, key: unknown): key is keyof Table & string {
  return typeof key === 'string' && Object.hasOwn(table, key)
}

/** Only root writes journals and each line has its sum: what is checked is that this version of the program understands the plan. */
function isPlan(plan: unknown): plan is Plan {
  return isRecord(plan) && plan['schema'] === 1 && typeof plan['transaction'] === 'string' && isRecord(plan['to']) && isRecord(plan['layout'])
    && Array.isArray(plan['files']) && plan['files'].length > 0 && Array.isArray(plan['units'])
}

function isCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failureTable, code)
}

function isRun(value: unknown): boolean {
  return isRecord(value) && typeof value['unit'] === 'string' && typeof value['invocation'] === 'string'
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

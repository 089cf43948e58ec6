import { failure, failureTable, type FailureCode } from '../errors.ts'
import { stepsAfterwards, stepsBefore, type Entry, type Stamped } from './entry.ts'
import type { Plan } from './plan.ts'

const steps: readonly unknown[] = [...stepsBefore, ...stepsAfterwards]
const outcomes: readonly unknown[] = ['upgraded', 'rolled-back', 'refused', 'stuck']
const proofs: readonly unknown[] = ['proven', 'never-left', 'deferred']

/** The body of one journal line. DATA when it is not an entry that this program writes: a later version's journal is not guessed at. */
export function readEntry(number: number, body: unknown): Stamped {
  const { atMs, ...entry } = isRecord(body) ? body : {}
  if (typeof atMs !== 'number' || !isEntry(entry)) throw failure('DATA', `entry ${number} of the journal is of a kind that this version does not know`)
  return { number, atMs, entry }
}

function isEntry(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Entry {
  switch (value['entry']) {
    case 'planned': return isPlan(value['plan'])
    case 'began': case 'ended': case 'undoing': case 'undone': return steps.includes(value['step'])
    case 'failed': return steps.includes(value['step']) && isCode(value['code']) && typeof value['message'] === 'string'
    case 'noted': return isNoted(value)
    case 'confirmed': return true
    case 'closed': return outcomes.includes(value['outcome']) && isTextOrNull(value['running']) && isTextOrNull(value['reason']) && (value['downtimeMs'] === null || typeof value['downtimeMs'] === 'number')
    default: return false
  }
}

function isNoted(value: Readonly<Record<string, unknown>>): boolean {
  switch (value['about']) {
    case 'downtime': return typeof value['unit'] === 'string' && typeof value['milliseconds'] === 'number'
    case 'system-journal': return typeof value['unit'] === 'string' && Array.isArray(value['lines']) && value['lines'].every((line) => typeof line === 'string')
    case 'way-back': return proofs.includes(value['proof'])
    default: return false
  }
}

/** Only root writes journals and each line has its sum: what is checked is that this version of the program understands the plan. */
function isPlan(plan: unknown): plan is Plan {
  return isRecord(plan) && plan['schema'] === 1 && typeof plan['transaction'] === 'string' && isRecord(plan['to']) && isRecord(plan['layout'])
    && Array.isArray(plan['files']) && plan['files'].length > 0 && Array.isArray(plan['units'])
}

function isCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failureTable, code)
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

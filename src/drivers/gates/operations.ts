import { failure } from '../../errors.ts'
import { matchesGlob } from '../../formats/glob.ts'
import { printable } from '../../formats/printable.ts'
import { valueAt } from '../../formats/value-at.ts'
import { operationIdCharactersMax, operationTypeCharactersMax, operationsShownMax, operationsTextCharactersMax } from './limits.ts'

/** How a daemon writes down what it is doing. All but globs and values are dotted paths. */
export interface OperationsRule {
  /** Undefined: the answer itself is the list. */
  readonly list?: string | undefined
  readonly done: string
  /** What means that an operation is over; undefined: true does. */
  readonly done_values?: readonly (string | number | boolean)[] | undefined
  readonly type: string
  readonly id: string
  /** Globs of types that do not matter. */
  readonly ignore: readonly string[]
}
export interface Operation { readonly type: string | null; readonly id: string | null }

/** What is under way, of a daemon's answer in JSON. DATA for anything that does not say it clearly: nobody guesses what a daemon is doing. */
export function operationsInFlight(json: string, rule: OperationsRule): readonly Operation[] {
  return listIn(json, rule)
    .filter((entry, index) => !isDone(entry, index, rule))
    .map((entry) => ({ type: wordAt(entry, rule.type), id: wordAt(entry, rule.id) }))
    .filter(({ type }) => type === null || !rule.ignore.some((glob) => matchesGlob(glob, type)))
}

function listIn(json: string, { list }: OperationsRule): readonly unknown[] {
  const answer = parsed(json)
  const found = list === undefined ? answer : valueAt(answer, list)
  // An empty list, as Go writes one that was never made.
  if (found === null) return []
  if (Array.isArray(found)) return found
  throw failure('DATA', list === undefined ? 'its answer is no list' : `its answer has no list at '${list}'`)
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Without its cause, which quotes the answer.
    throw failure('DATA', 'its answer is not JSON')
  }
}

function isDone(entry: unknown, index: number, { done, done_values: values }: OperationsRule): boolean {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw failure('DATA', `entry ${index + 1} of its list is no table`)
  const said = valueAt(entry, done)
  if (values !== undefined) return values.some((value) => value === said)
  // A field that is left out is false, as Go's `omitempty` has it; and what is not known to be over is not over.
  if (said === undefined || said === null || said === false) return false
  if (said === true) return true
  throw failure('DATA', `entry ${index + 1} of its list has neither true nor false at '${done}'`)
}

/** A number that a double cannot hold would be shown as another one. */
function wordAt(entry: unknown, path: string): string | null {
  const value = valueAt(entry, path)
  return typeof value === 'string' && value !== '' ? value : Number.isSafeInteger(value) ? String(value) : null
}

/** `2 operations in flight: vm.create 4711, image.pull 12`. */
export function inFlight(operations: readonly Operation[]): string {
  const shown = operations.slice(0, operationsShownMax).map(({ type, id }) => [printable(type ?? 'operation', operationTypeCharactersMax), ...(id === null ? [] : [printable(id, operationIdCharactersMax)])].join(' '))
  const more = operations.length > shown.length ? ` and ${operations.length - shown.length} more` : ''
  // Cut once more, because what cannot be seen became longer by being written out.
  return `${operations.length} ${operations.length === 1 ? 'operation' : 'operations'} in flight: ${printable(shown.join(', '), operationsTextCharactersMax)}${more}`
}

import { exitCodeOf, type FailureCode, failureTable, isFailure } from '../../errors.ts'
import type { Trouble } from '../../upgrade/report.ts'
import { causesMax, stackLinesMax } from './limits.ts'
import { safe } from './safe.ts'

const reportIt = "this is a defect of app-upgrade: please report it with the lines above and 'app-upgrade history --json'"

/**
 * What was thrown, for people: the chain of causes, outermost first, each text once and printable. A bug anywhere in the chain
 * makes it a bug: a failure wrapped around a broken invariant must not hide it.
 */
export function troubleOf(thrown: unknown): Trouble {
  const chain = chainOf(thrown)
  const bug = !isFailure(chain[0]) || chain.some((one) => one instanceof Error && one.name === 'Bug')
  const [first = 'something that is not an error was thrown', ...rest] = withoutRepeats(chain.map(messageOf))
  const messages = [first, ...rest] as const
  if (bug) return { code: 'BUG', messages, next: reportIt }
  return { code: isFailure(thrown) ? thrown.code : 'BUG', messages, next: nextIn(chain) }
}

/** The exit code that this trouble leaves with. */
export function exitCodeOfTrouble(trouble: Trouble): number {
  return failureTable[trouble.code].exit
}

/** In the shape of architecture section 11, ending in a line feed. */
export function textOfTrouble(trouble: Trouble, now: string | null = null): string {
  const [first, ...causes] = trouble.messages
  const bug = trouble.code === 'BUG' ? 'broken invariant: ' : ''
  return [
    `app-upgrade: ${bug}${below(first, trouble)}`,
    ...causes.map((cause) => labelled('because', below(cause, trouble))),
    ...(now === null ? [] : [labelled('now', now)]),
    ...(trouble.next === null ? [] : [labelled('next', safe(trouble.next))]),
    '',
  ].join('\n')
}

/** The lines of a list below each other; nothing but the first line begins where our own lines begin. */
function below(message: string, { code }: Trouble): string {
  return linesIn(message, code).map((line) => safe(line.trim())).join('\n    ')
}

/** All messages, for a field or a cell. */
export function onOneLine({ messages, code }: Trouble): string {
  return messages.map((message) => linesIn(message, code).map((line) => line.trim()).join('; ')).join(': ')
}

/** The settings' mistakes are a list, made by us; any other line feed is foreign and might forge a line of a log. */
function linesIn(message: string, code: FailureCode): readonly string[] {
  return code === 'CONFIG' ? message.split('\n') : [message]
}

/** `  because: text`, the texts below each other. */
export function labelled(label: string, text: string): string {
  return `  ${`${label}:`.padEnd(8)} ${text}`
}

/** The stack of a bug, indented and printable; null for a failure, whose message says all there is. */
export function stackOf(thrown: unknown): string | null {
  if (exitCodeOf(thrown) !== failureTable.BUG.exit && troubleOf(thrown).code !== 'BUG') return null
  const bug = chainOf(thrown).findLast((one) => one instanceof Error)
  const lines = bug instanceof Error ? (bug.stack ?? '').split('\n').slice(1, stackLinesMax) : []
  return lines.map((line) => `  ${safe(line)}\n`).join('')
}

function chainOf(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = []
  let one: unknown = thrown
  // A chain that bites its own tail would never end.
  while (one !== undefined && one !== null && chain.length < causesMax && !chain.includes(one)) {
    chain.push(one)
    one = causeOf(one)
  }
  return chain
}

function causeOf(thrown: unknown): unknown {
  if (thrown instanceof AggregateError && thrown.cause === undefined) return thrown.errors[0]
  return thrown instanceof Error ? thrown.cause : undefined
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return safe(typeof thrown === 'string' ? thrown : `${typeof thrown} thrown`)
  if (isFailure(thrown)) return linesIn(thrown.message, thrown.code).map((line) => safe(line)).join('\n')
  return safe(thrown.message === '' ? thrown.name : thrown.message)
}

/** A cause that an outer message already quotes says nothing new. */
function withoutRepeats(messages: readonly string[]): readonly string[] {
  return messages.filter((message, index) => !messages.slice(0, index).some((outer) => outer.includes(message)))
}

/** The outermost advice is nearest to what the person did. */
function nextIn(chain: readonly unknown[]): string | null {
  for (const one of chain) if (isFailure(one) && one.next !== null) return safe(one.next)
  return null
}

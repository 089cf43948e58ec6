import { printable } from '../formats/printable.ts'
import { messageCharactersMax } from './limits.ts'

/** One line of the system journal about one run of a unit. */
export interface JournalMessage {
  /** Printable, cut at `messageCharactersMax`. */
  readonly text: string
  /** 0 (emerg) to 7 (debug); syslog(3). */
  readonly priority: number
  /** `manager`: what systemd says about the unit; `unit`: what its processes said. */
  readonly from: 'unit' | 'manager'
  /** Of the run that said it, or that the manager speaks of; null where journald could not tell. */
  readonly invocationId: string | null
  readonly atMs: number
}

/** A field that journald itself sets, and the value that only lines of the service manager have. `about`: where such a line names the run that it is about. */
export interface ManagersMark { readonly field: '_PID' | '_SYSTEMD_USER_UNIT'; readonly value: string; readonly about: 'INVOCATION_ID' | 'USER_INVOCATION_ID' }

/** One line of `journalctl -o json`; null when it is not one. */
export function readJournalMessage(line: string, mark: ManagersMark): JournalMessage | null {
  const fields = fieldsIn(line)
  if (fields === null) return null
  const priority = Number(textOf(fields['PRIORITY']) ?? '6')
  const atMs = Math.floor(Number(textOf(fields['__REALTIME_TIMESTAMP']) ?? '0') / 1000)
  const from = textOf(fields[mark.field]) === mark.value ? 'manager' : 'unit'
  return {
    text: printable(textOf(fields['MESSAGE']) ?? '(not text)', messageCharactersMax),
    priority: Number.isInteger(priority) && priority >= 0 && priority <= 7 ? priority : 6,
    from,
    // Anybody can put the second field into a line; of the manager's own it is true (failures.md F34).
    invocationId: textOf(fields[from === 'manager' ? mark.about : '_SYSTEMD_INVOCATION_ID']),
    atMs: Number.isFinite(atMs) ? atMs : 0,
  }
}

function fieldsIn(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

/** Text, the bytes of text that is not UTF-8, or the first of several values under one name (systemd's JSON format). */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return null
  if (value.every((byte) => typeof byte === 'number')) return Buffer.from(value).toString('utf8')
  return textOf(value.find((one) => typeof one === 'string'))
}

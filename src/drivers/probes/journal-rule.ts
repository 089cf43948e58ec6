import { safePattern } from '../../formats/safe-pattern.ts'
import type { JournalMessage } from '../../systemd/journal-message.ts'
import type { Sample } from './sampling.ts'

export const priorities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const
export type Priority = (typeof priorities)[number]

export interface JournalRule {
  readonly mustAppear: readonly string[]
  readonly mustNotAppear: readonly string[]
  /** A line of this priority or a graver one must not appear; null: any may. */
  readonly never: Priority | null
}

/** What is known of the runs being followed. A run begins with nothing known. */
export class JournalState {
  readonly #rule: JournalRule
  readonly #must: readonly RegExp[]
  readonly #mustNot: readonly RegExp[]
  /** Unit → what its run showed: that the system journal holds anything of it, and which patterns. */
  readonly #runs = new Map<string, { proof: 'yes' | 'no'; blind: string | null; readonly appeared: Set<RegExp> }>()
  #fatal: string | null = null

  constructor(rule: JournalRule, units: readonly string[]) {
    this.#rule = rule
    this.#must = rule.mustAppear.map(safePattern)
    this.#mustNot = rule.mustNotAppear.map(safePattern)
    for (const unit of units) this.begin(unit)
  }

  /** A new run: what an earlier one said counts no more, except what must never appear. */
  begin(unit: string): void {
    this.#runs.set(unit, { proof: 'no', blind: null, appeared: new Set() })
  }

  blind(unit: string, because: string): void {
    const run = this.#runs.get(unit)
    if (run !== undefined) run.blind = because
  }

  hear(unit: string, message: JournalMessage): void {
    const run = this.#runs.get(unit)
    if (run === undefined) return
    // Any line shows that journald stores what this run says; systemd itself always says that it started (F33).
    run.proof = 'yes'
    // Patterns are about the daemon's own words.
    if (message.from === 'manager') return
    for (const pattern of this.#must) if (pattern.test(message.text)) run.appeared.add(pattern)
    this.#fatal ??= this.#trouble(message)
  }

  sample(): Sample {
    if (this.#fatal !== null) return { outcome: 'fatal', detail: this.#fatal }
    const runs = [...this.#runs.values()]
    const blind = runs.find((run) => run.blind !== null)
    if (blind?.blind !== undefined && blind.blind !== null) return { outcome: 'unknown', detail: blind.blind }
    if (runs.length === 0 || runs.some((run) => run.proof === 'no')) return { outcome: 'unknown', detail: 'the system journal holds nothing of this run yet' }
    const missing = this.#must.find((pattern) => !runs.some((run) => run.appeared.has(pattern)))
    if (missing !== undefined) return { outcome: 'ill', detail: `/${missing.source}/ has not appeared in the system journal` }
    return { outcome: 'well', detail: 'the system journal is as it should be' }
  }

  #trouble(message: JournalMessage): string | null {
    const pattern = this.#mustNot.find((one) => one.test(message.text))
    if (pattern !== undefined) return `/${pattern.source}/ appeared in the system journal: ${message.text}`
    const limit = this.#rule.never === null ? -1 : priorities.indexOf(this.#rule.never)
    return message.priority <= limit ? `a line of priority ${priorities[message.priority]} appeared in the system journal: ${message.text}` : null
  }
}

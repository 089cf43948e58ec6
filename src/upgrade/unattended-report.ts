import type { Report, ScheduleReport } from './report.ts'

/** What a timer, or a changed pin file, has brought about. Plain JSON, like the others here. */
export interface UnattendedReport {
  readonly app: string
  /** The switch that says no, in words; null: none does. */
  readonly off: string | null
  /** How the run ended; null: there was none, because of the switch. */
  readonly report: Report | null
  /** `given-up`: the daemon was busy for longer than anybody was to wait. Its end is told by this process, every other by the run itself. */
  readonly end: 'over' | 'again' | 'given-up'
  /** When it is tried once more, at the earliest; null: with the next regular run. */
  readonly againMs: number | null
  readonly notes: readonly string[]
}

/** What somebody wants to happen by itself. */
export interface EnableRequest {
  /** Null: as it was; a day, if it was not. */
  readonly everyMs: number | null
  /** As they are written (formats/window.ts); empty: at any time. Null: as the settings have it. */
  readonly windows: readonly string[] | null
  /** `check`: look, and take nothing. */
  readonly auto: 'upgrade' | 'check'
}

/** How unattended upgrades stand after `enable` or `disable`. */
export interface EnabledReport {
  readonly app: string
  /** `no`: it was so already. */
  readonly changed: 'yes' | 'no'
  /** What was enabled, or disabled. */
  readonly units: readonly string[]
  /** Null: it is disabled. */
  readonly everyMs: number | null
  readonly schedule: ScheduleReport
  readonly notes: readonly string[]
}

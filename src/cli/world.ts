import type { InitReport, InitRequest } from '../config/draft/init-report.ts'
import type { Clock } from '../host/types.ts'
import type { ReleaseReport } from '../publish/release.ts'
import type { ReleaseRequest, TreeRequest } from '../publish/request.ts'
import type { TreeReport } from '../publish/tree.ts'
import type { InboxItem } from '../upgrade/inbox/inbox.ts'
import type { CheckReport, DoctorReport, HistoryItem, ListReport, Report, Request, Shown, StatusReport, VerifyReport, WhyReport } from '../upgrade/report.ts'
import type { Told } from '../upgrade/telling.ts'
import type { EnabledReport, EnableRequest, UnattendedReport } from '../upgrade/unattended-report.ts'
import type { ChannelReport, Wish, WishReport } from '../upgrade/wish-report.ts'

/** What the verbs may do. Implemented by `main`, and by a scripted world in the transcripts. Everything throws Failures. */
export interface World {
  readonly version: string
  readonly terminal: Terminal
  readonly caller: Caller
  /** For how long something has lasted, and what remains; times of day in texts come from the reports. */
  readonly clock: Pick<Clock, 'monotonicMs' | 'nowMs'>
  /** The same for the caller's own daemons, which the service manager of that user runs: `--user`. For the rest of this process. */
  ofUser(): Promise<World>
  /** Names of the configured apps, sorted. */
  apps(): Promise<readonly string[]>
  /** The one app meant when none was named; USAGE with the right names when there are several, CONFIG when there is none. */
  chooseApp(named: string | null): Promise<string>
  check(app: string, wanted: { readonly version: string | null; readonly channel: string | null }): Promise<CheckReport>
  /** With systemd: starts the unit and follows it. Without: in this process. Throws nothing that a report can say. */
  upgrade(app: string, request: Request, show: (shown: Shown) => void): Promise<Report>
  rollback(app: string, request: Request, show: (shown: Shown) => void): Promise<Report>
  /** The unit's main process: `run -- %i`. */
  run(instance: string, show: (shown: Shown) => void): Promise<Report>
  /** The harmless half's main process: `acquire -- %i`. */
  acquire(instance: string, show: (shown: Shown) => void): Promise<void>
  /** `lease -- %i`: carries one errand of the applying half to the server of the fleet's lock. TEMPORARY is its no. */
  lease(app: string): Promise<void>
  /** Lets go of locks that could not be let go of; answers those that still cannot. */
  repay(): Promise<readonly { readonly app: string; readonly because: string }[]>
  /** `probation -- %i`: its time is over. TEMPORARY while another run is at work. */
  probation(instance: string, show: (shown: Shown) => void): Promise<Report>
  /** `auto -- %i`: one run that a timer or a changed pin file begins, and what comes after it. */
  runUnattended(app: string, occasion: 'timer' | 'pin-file'): Promise<UnattendedReport>
  /** Lets upgrades begin by themselves, or no more. UNAVAILABLE where no service manager is there to begin them. */
  enable(app: string, request: EnableRequest): Promise<EnabledReport>
  disable(app: string): Promise<EnabledReport>
  /** `inbox -- %i`: every bundle that lies in the app's inbox, each by a run of its own. */
  inbox(app: string, show: (shown: Shown) => void): Promise<readonly InboxItem[]>
  /** `settle -- %i`: ExecStopPost and the fallback unit. */
  settle(instance: string, show: (shown: Shown) => void): Promise<Report>
  /** Tells others of what waits in the spool: `tell -- %i`. `later`: somebody could not be told yet. */
  tell(instance: string, say: (told: Told) => void): Promise<'told' | 'later'>
  /** All apps, or one. `boot`: restart nothing. `data-restored`: of this app, whose data the caller vouches for. */
  recover(app: string | null, moment: 'boot' | 'now' | 'data-restored', show: (shown: Shown) => void): Promise<readonly Report[]>
  status(app: string): Promise<StatusReport>
  /** What is thought of every release that was seen, or of this one. Asks no source. DATA for what is no version. */
  why(app: string, version: string | null): Promise<WhyReport>
  history(app: string): Promise<readonly HistoryItem[]>
  /** What lies here, and what of it can be returned to. */
  list(app: string): Promise<ListReport>
  verify(app: string, file: string, version: string | null): Promise<VerifyReport>
  doctor(app: string | null): Promise<DoctorReport>
  /** Writes into the operator's file what is wanted from now on. */
  wish(app: string, wish: Wish): Promise<WishReport>
  channels(app: string): Promise<ChannelReport>
  skip(app: string, version: string, reason: string | null): Promise<void>
  unskip(app: string, version: string): Promise<void>
  /** Looks at somebody's release and begins an app file for it. Asks at the terminal, if that is wanted and somebody sits there. */
  init(request: InitRequest): Promise<InitReport>
  /** The publisher's side: nothing of an app is read or changed. */
  publishTree(request: TreeRequest): Promise<TreeReport>
  publishRelease(request: ReleaseRequest): Promise<ReleaseReport>
  /** One structured event in the system journal, and the unit's status line. Neither ever throws. */
  finalEvent(fields: Readonly<Record<string, string>>): Promise<void>
  statusLine(text: string): Promise<void>
}

export interface Terminal {
  readonly columns: number
  /** Colour and progress only where a person looks; NO_COLOR honoured. */
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  /** Of standard output; standard error is coloured where it is a terminal besides. */
  readonly colour: boolean
  /** Both write the text as it is: line feeds are the caller's. */
  out(text: string): void
  err(text: string): void
}

export interface Caller { readonly uid: number; readonly actor: string }

import type { Host } from '../support/real-daemons/host.ts'
import type { Daemon } from '../support/real-daemons/operator.ts'
import type { TwoVersions } from '../support/real-daemons/real-daemons.ts'
import type { Narrator } from './narrator.ts'
import { type Ran, runInside } from './ran.ts'

/** What every act plays with. */
export interface Stage {
  readonly host: Host
  readonly tell: Narrator
  readonly exporter: Player
  readonly etcd: Player
}
export interface Player { readonly daemon: Daemon; readonly versions: TwoVersions }

/** Types a command for the audience to see. */
export async function type({ host, tell }: Stage, ...argv: readonly string[]): Promise<Ran> {
  const ran = await runInside(host.machine, argv)
  tell.command(ran)
  return ran
}

/** The same, for a command whose output is not the point: only its first lines matching `shown` are printed. */
export async function typeQuietly({ host, tell }: Stage, shown: RegExp, ...argv: readonly string[]): Promise<Ran> {
  const ran = await runInside(host.machine, argv)
  const output = ran.exitCode === 0 ? ran.output.split('\n').filter((line) => shown.test(line)).join('\n') : ran.output
  tell.command({ ...ran, output })
  return ran
}

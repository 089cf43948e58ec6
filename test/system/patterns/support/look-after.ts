import { history, property, status } from '../../upgrade/support/look.ts'
import { start } from '../../upgrade/support/operate.ts'
import { unitOf } from '../../upgrade/support/an-app.ts'
import type { Laid } from './a-patterns-host.ts'
import { filled } from './a-pattern.ts'
import { versionIn } from './patternd.ts'

/** What an operator finds after `systemctl start app-upgrade@<app>@v2.0.0`. */
export interface Seen {
  readonly exit: number
  /** In the system journal of the run. */
  readonly said: string
  readonly live: string | null
  readonly skipped: readonly string[]
  /** By the executable of the unit's main process; null when there is none. */
  readonly runs: string | null
  /** Of the one transaction; null when none began. */
  readonly outcome: string | null
  readonly because: string | null
  readonly downtimeMs: number | null
  readonly tookMs: number
}

export async function upgradeAndLook(laid: Laid): Promise<Seen> {
  const { app, pattern, host: { machine } } = laid
  if (pattern.meanwhile !== undefined) await machine.must(pattern.meanwhile.map((word) => filled(word, app)))
  const began = performance.now()
  const { exit } = await start(machine, `${app.name}@v2.0.0`)
  const tookMs = performance.now() - began
  const [{ live, skipped }, [item, ...more], runs, lines] = await Promise.all([
    status(machine, app), history(machine, app), running(laid), machine.journal('-u', `app-upgrade@${app.name}@v2.0.0`),
  ])
  if (more.length > 0) throw new Error('one upgrade made several transactions')
  const said = lines.filter((line) => line['SYSLOG_IDENTIFIER'] === 'app-upgrade').map((line) => String(line['MESSAGE'])).join('\n')
  return { exit, said, live, runs, tookMs, skipped: skipped.map(({ version }) => version), outcome: item?.outcome ?? null, because: item?.because ?? null, downtimeMs: item?.downtimeMs ?? null }
}

/** What really runs: not the file on disk, and not what anybody says. */
export async function running({ app, host: { machine } }: Laid): Promise<string | null> {
  const pid = await property(machine, unitOf(app), 'MainPID')
  if (pid === '0' || pid === '') return null
  const tail = await machine.exec(['tail', '-c', '256', `/proc/${pid}/exe`])
  return tail.code === 0 ? versionIn(tail.stdout) : null
}

/** Its process dies, with nobody's help but ours: when nobody watches any more. Waits until its unit has failed, and answers what the app's status says of it. */
export async function statusOnceFailed({ app, host: { machine } }: Laid): Promise<string | null> {
  await machine.must(['systemctl', 'kill', '--signal=KILL', unitOf(app)])
  await machine.must(['sh', '-c', 'journalctl --follow --lines=all --unit="$1" | grep --quiet --max-count=1 "Failed with result"', 'sh', unitOf(app)], { timeoutSeconds: 300 })
  return (await status(machine, app)).units[0]?.activeState ?? null
}

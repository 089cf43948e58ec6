import { unitReady } from '../drivers/gates/unit-ready.ts'
import { packageOwned } from '../drivers/gates/package-owned.ts'
import { machine } from '../host/machine.ts'
import { placesOf } from '../upgrade/places.ts'
import type { Gate, UpgradeEvent, Wanted } from '../upgrade/ports.ts'
import { foundIll } from '../upgrade/records.ts'
import type { Report, Request } from '../upgrade/report.ts'
import { readWish } from '../upgrade/request.ts'
import { run, transact, type RunPorts } from '../upgrade/run.ts'
import { addWord, readWords, skipsOf } from '../upgrade/skips.ts'
import { acquireByUnit, wantedBy } from './acquire-unit.ts'
import { acquireHere, admitHere } from './acquiring.ts'
import { openAppFor, openInstance, type App } from './app.ts'
import { askVersion } from './ask-version.ts'
import { admitKept } from './go-back.ts'
import { liveState, type LiveState } from './live.ts'
import { newTransaction, planFor } from './planning.ts'
import { commandsFor, hasSystemd, serviceFor } from './service.ts'
import { applyPlan, locked, settleOpen } from './transactions.ts'

type Tell = (event: UpgradeEvent | { readonly kind: 'status'; readonly text: string }) => void

/** What one run knows from its first moment. */
interface Run { readonly app: App; readonly instance: string; readonly transaction: string; readonly wanted: Wanted; readonly request: Request; readonly tell: Tell }

const plainWish: Request = { way: 'on', version: null, channel: null, url: null, prefix: null, force: 'no', dryRun: 'no', actor: 'systemd', reason: null }

/** `run -- %i`: what the unit was started for, and what was asked beyond its name. */
export async function runInstance(instance: string, actor: string, tell: Tell): Promise<Report> {
  const named = await openInstance(instance)
  const wish = await readWish(machine.disk, placesOf(named.app).request, instance, machine.clock.nowMs())
  return runHere({ instance, name: named.app, wanted: wantedBy(named.wanted, wish), request: wish ?? { ...plainWish, actor }, tell })
}

interface Asked { readonly instance: string; readonly name: string; readonly wanted: Wanted; readonly request: Request; readonly tell: Tell }

/** In this process: the unit's main process, or a machine without systemd. */
export async function runHere({ instance, name, wanted, request, tell }: Asked): Promise<Report> {
  const app = await openAppFor(name, request)
  const transaction = newTransaction()
  return locked(app.places, `transaction ${transaction}, process ${process.pid}, asked by ${request.actor}`, async () => {
    const settled = await settleOpen(name, app.places, 'now', tell)
    const stuck = settled.find((report) => report.outcome === 'stuck')
    if (stuck !== undefined) return stuck
    const report = await onOrBack({ app, instance, transaction, wanted, request, tell })
    return { ...report, notes: [...report.notes, ...settled.map((one) => `transaction ${one.transaction ?? '?'} of an earlier run was settled first`)] }
  })
}

async function onOrBack(one: Run): Promise<Report> {
  const state = await liveState(one.app, () => askVersion(one.app))
  const ports = await runPorts(one, state)
  const signal = new AbortController().signal
  return withoutSystemd(one.request.way === 'on' ? await run(ports, one.wanted, one.request, signal) : await back(one, state, ports))
}

/** By hand, to the release that ran before; the one that was left is not taken again by itself. */
async function back({ app, request }: Run, state: LiveState, ports: RunPorts): Promise<Report> {
  const admitted = await admitKept(app, state)
  const report = await transact(ports, { live: state.live, admitted }, request, new AbortController().signal)
  if (report.outcome !== 'upgraded' || state.live === null) return report
  const because = request.reason ?? `it was rolled back by ${request.actor}`
  await addWord(machine.disk, app.places.words, { version: state.live.version, says: 'skip', because, atMs: machine.clock.nowMs() })
  return { ...report, notes: [...report.notes, `${state.live.version} is skipped from now on`] }
}

async function runPorts({ app, instance, transaction, request, tell, wanted: _ }: Run, { live, records }: LiveState): Promise<RunPorts> {
  const byUnit = (await hasSystemd()) === 'yes'
  return {
    app: app.name,
    gates: await gates(),
    live: async () => live,
    skips: async () => skipsOf(foundIll(records), await readWords(machine.disk, app.places.words)),
    acquire: (wanted) => (byUnit ? acquireByUnit(app, { instance, wanted }, tell) : acquireHere(app, wanted, tell)),
    admit: (acquired) => admitHere(app, acquired, tell),
    plan: (_live, admitted) => planFor(app, { transaction, live, admitted, request }),
    apply: (plan) => applyPlan(plan, app.places, tell),
  }
}

async function gates(): Promise<readonly Gate[]> {
  const owned = packageOwned(machine.disk, await commandsFor('none'))
  return (await hasSystemd()) === 'yes' ? [unitReady(await serviceFor('now')), owned] : [owned]
}

/** A machine without systemd: the files are swapped, the rest is the operator's. Said plainly, and no failure (formats.md: JACO's soft skip). */
async function withoutSystemd(report: Report): Promise<Report> {
  if (report.outcome !== 'upgraded' || (await hasSystemd()) === 'yes') return report
  return { ...report, outcome: 'swapped', running: report.to, notes: [...report.notes, 'there is no systemd here: start the new version yourself, nothing was restarted and nothing was judged'] }
}

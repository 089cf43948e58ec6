import { packageOwned } from '../../drivers/gates/package-owned.ts'
import { machine } from '../../host/machine.ts'
import { readRecords } from '../../upgrade/memory/records.ts'
import type { Service } from '../../upgrade/ports.ts'
import { spooledCount } from '../../upgrade/spool.ts'
import type { App } from '../app.ts'
import { secretsFor } from '../acquire/net-for.ts'
import { mayTravel } from '../companions/units-in-release.ts'
import { theScope } from '../scope.ts'
import { askNobody, liveState } from '../live.ts'
import { commandsFor, hasSystemd } from '../service.ts'
import { listenersOf } from '../tell/listeners.ts'

/** Things that `doctor` looks at; each says in one line what it found, or throws what is wrong. */

export async function live(app: App): Promise<string> {
  const { live: release } = await liveState(app, askNobody)
  return release === null ? 'nothing is live yet; the first upgrade brings the first release' : `${release.version} is live`
}

export async function packages(app: App): Promise<string> {
  const companions = app.settings.companions.flatMap(({ to }) => (to.endsWith('/') ? [] : [{ path: to }]))
  const answer = await packageOwned(machine.disk, await commandsFor('none')).ask({ files: app.settings.binaries, companions }, new AbortController().signal)
  if (answer.kind === 'no') throw new Error(`${answer.reason}: ${answer.next}`)
  return 'no package owns the files'
}

export async function journals({ places }: App): Promise<string> {
  const records = await readRecords(machine.disk, places.journals)
  const open = records.filter(({ state }) => state !== null && state.closed === null)
  if (open.length > 0) throw new Error(`transaction ${open[0]?.transaction ?? ''} is open: running now, or to be settled by 'app-upgrade recover'`)
  return `${records.length} transaction(s), all closed`
}

/** Whom it tells, whether the secrets for it are there, and how many messages wait. */
export async function telling(app: App): Promise<string> {
  const listeners = listenersOf(app)
  for (const name of listeners.flatMap(({ secrets }) => secrets)) await secretsFor(app).read(name)
  if (listeners.length === 0) return 'nobody is told of outcomes'
  const waiting = await spooledCount(machine.disk, app.places.spool)
  return `${listeners.map(({ called }) => called).join(', ')}${waiting === 0 ? '' : `; ${waiting} message(s) wait to be told: '${theScope().systemctl} status app-upgrade-tell@${app.name}' says why`}`
}

/** What a new version is asked before it is live: nothing is the commonest reason to learn of a missing setting from a daemon that is down. */
export async function rehearsal({ settings: { rehearsal: rehearsed, probes } }: Pick<App, 'settings'>): Promise<string> {
  const asked = [...(probes.some(({ kind }) => kind === 'version') ? ['which version it is'] : []), ...rehearsed.commands.map(({ name }) => `'${name}'`)]
  if (asked.length === 0) return "a new version is asked nothing before it is live; [[rehearse]] or a probe of kind 'version' would"
  if ((await hasSystemd()) === 'no' && rehearsed.unsandboxed === 'skipped') return 'skipped: there is no systemd here that could isolate it'
  return `a new version is asked before it is live: ${asked.join(', ')}`
}

/** What the units do. One that is not there comes with a release, if that may bring it (decision 0038); any other is a gate's to refuse. */
export async function unitsText({ units, companions }: Pick<App['settings'], 'units' | 'companions'>, service: Pick<Service, 'state'>): Promise<string> {
  const says: string[] = []
  for (const { name } of units) {
    const { loadState, activeState } = await service.state(name)
    const isToCome = loadState === 'not-found' && mayTravel(companions, name)
    says.push(isToCome ? `${name} is not here: a release has to bring it, or its name under [[unit]] is misspelt` : `${name} is ${activeState}`)
  }
  return says.join(', ')
}

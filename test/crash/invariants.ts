import { posix } from 'node:path'
import { isFailure } from '../../src/errors.ts'
import type { Closed } from '../../src/upgrade/journal/entry.ts'
import { fold } from '../../src/upgrade/journal/fold.ts'
import { readJournal } from '../../src/upgrade/journal/journal.ts'
import { journalOf } from './history.ts'
import { SimulatedHost, type HostState, type Scenario } from '../support/a-host.ts'
import { readUnits } from '../support/a-companion.ts'
import { aState, contentOf, releasesOf } from '../support/a-plan.ts'
import { digest, fileAt, namesAt } from '../support/simulated-disk.ts'

const journals = `${aState}/journals`

/** What must hold after recovery (failures.md 3.0), as sentences about what does not. */
export async function violations(scenario: Scenario, state: HostState, { told, promised }: { readonly told: Closed | null; readonly promised: string }): Promise<readonly string[]> {
  const host = new SimulatedHost(scenario, state)
  const names = namesAt(state.disk, journals)
  const closed = await Promise.all(names.filter((name) => name.endsWith('.jsonl')).map((name) => closedIn(host, name)))
  const last = closed.at(-1) ?? null
  const isOld = host.side === 'old' || host.side === 'nothing'
  const found: (string | null)[] = [
    isOld || host.side === 'new' ? null : `I1 the live files are ${host.side}`,
    closed.includes(null) ? 'I4 a journal is open or damaged' : null,
    names.some((name) => name.endsWith('.damaged')) ? 'I4 a journal was damaged' : null,
    last === null || (last.outcome === 'upgraded') === (host.side === 'new') ? null : `I8 the journal says '${last.outcome}', the disk is ${host.side}`,
    journalOf(host).startsWith(promised) ? null : 'I8 the journal lost what it had recorded',
    last?.outcome === 'upgraded' && scenario.newVersion !== 'well' ? 'an ill version was confirmed' : null,
    last === null && !isOld ? 'I8 there is no account of the new version' : null,
    last?.outcome === 'stuck' ? `STUCK: ${last.reason}` : null,
    told !== null && last?.outcome !== told.outcome ? `I8 the operator was told '${told.outcome}', the journal says '${last?.outcome}'` : null,
    last !== null && last.running !== runningOf(host) ? `I8 '${last.running}' is said to run` : null,
    state.daemon.runs !== null && state.daemon.runs !== host.side ? `I3 the daemon runs ${state.daemon.runs}, the disk is ${host.side}` : null,
    ...companionViolations(host, state),
    ...dataViolations(host, state, last),
    state.lease === 'held' ? 'the lease was not given back' : null,
    ...releaseViolations(scenario, state, last),
    ...leftoverViolations(scenario, state, last),
  ]
  return found.filter((one) => one !== null)
}

/** Files and companions are of one side, and the daemon was started under the unit files that lie there. */
function companionViolations(host: SimulatedHost, { disk, daemon }: HostState): readonly string[] {
  const { companions } = host.plan
  if (companions === undefined) return []
  const units = readUnits(companions, disk)
  const isBeside = companions.some(({ path }) => ['kept', 'upgrading'].some((what) => fileAt(disk, `${posix.dirname(path)}/.${posix.basename(path)}.${what}~`) !== null))
  return [
    ...(host.companionSide === (host.side === 'new' ? 'new' : 'old') ? [] : [`I1 the companions are ${host.companionSide}, the files are ${host.side}`]),
    ...(daemon.loaded === units ? [] : ['I3 the service manager has read other unit files than those that lie there']),
    ...(daemon.runs === null || daemon.startedUnder === units ? [] : ['I3 the daemon was started under other unit files than those that lie there']),
    ...(host.side === 'new' && isBeside ? ['unfinished or kept companions are left'] : []),
  ]
}

/** The data belong to the version that is live, and what is said to be installed is. */
function dataViolations({ side, plan }: SimulatedHost, { daemon, recorded }: HostState, last: Closed | null): readonly string[] {
  if (plan.data === undefined) return []
  const isOther = side === 'old' ? daemon.data !== 'old' : daemon.runs !== null && daemon.data !== 'new'
  return [
    ...(isOther ? [`g31 the data are ${daemon.data}, the files are ${side}`] : []),
    ...((last?.outcome === 'upgraded') === (recorded === plan.to.version) ? [] : [`'${recorded}' is said to be installed, the journal says '${last?.outcome}'`]),
  ]
}

async function closedIn(host: SimulatedHost, name: string): Promise<Closed | null> {
  try {
    const text = await readJournal(host.disk, `${journals}/${name}`)
    return text === null ? null : fold(text.entries).closed
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return null
  }
}

function runningOf({ side, plan }: SimulatedHost): string | null {
  return side === 'new' ? plan.to.version : (plan.from?.version ?? null)
}

/** A release that has its name has its files. */
function releaseViolations(scenario: Scenario, { disk }: HostState, last: Closed | null): readonly string[] {
  const { plan } = new SimulatedHost(scenario, { disk, daemon: { runs: null, starts: 0 }, lease: 'free' })
  const releases = releasesOf(scenario.layout)
  const versions = namesAt(disk, releases).filter((name) => !name.startsWith('.'))
  const halves = versions.filter((version) => version !== '1.0.0' && !plan.files.every((file, index) => digestAt(disk, `${releases}/${version}/${file.name}`) === digest(contentOf(version, index))))
  const upgraded = last?.outcome === 'upgraded'
  const spared = upgraded && scenario.stillRuns !== undefined ? 1 : 0
  const many = upgraded && versions.length > plan.keepReleases + spared
  const stillRuns = scenario.stillRuns !== undefined && !versions.includes(scenario.stillRuns) ? [`f20 ${scenario.stillRuns} is gone, and somebody executes it`] : []
  const lastGood = upgraded && scenario.layout === 'links' ? plan.files.filter((file) => file.keptSha256 !== null && digestAt(disk, `${plan.from?.directory ?? ''}/${file.name}`) !== file.keptSha256) : []
  return [...stillRuns, ...lastGood.map(({ name }) => `P16 '${name}' of the last good is gone`), ...halves.map((version) => `release ${version} is not whole`), ...(many ? [`I7 ${versions.length} releases are kept`] : [])]
}

function leftoverViolations(scenario: Scenario, { disk }: HostState, last: Closed | null): readonly string[] {
  if (scenario.layout !== 'in-place' || last?.outcome !== 'upgraded') return []
  const { plan } = new SimulatedHost(scenario, { disk, daemon: { runs: null, starts: 0 }, lease: 'free' })
  return plan.files.flatMap((file) => {
    if (file.keptSha256 === null || digestAt(disk, `${file.publicPath}.prev`) === file.keptSha256) return []
    return [`'${file.publicPath}.prev' is not the version before`]
  })
}

function digestAt(disk: HostState['disk'], path: string): string | null {
  const content = fileAt(disk, path)?.content
  return content === undefined ? null : digest(content)
}

import { isFailure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { ranBefore } from '../upgrade/ran-here.ts'
import { floorOf, historyOf, readRecords } from '../upgrade/records.ts'
import type { HistoryItem, StatusReport } from '../upgrade/report.ts'
import { addWord } from '../upgrade/skips.ts'
import { ensureDirectory } from '../upgrade/durable.ts'
import { openAppHere, type App } from './app.ts'
import { askNobody, liveState } from './live.ts'
import { theScope } from './scope.ts'
import { hasSystemd, serviceFor } from './service.ts'
import { skipsOn } from './skips-on.ts'

/** Everything that only looks, and the two words a person may say about a version. */
export async function history(app: string): Promise<readonly HistoryItem[]> {
  return historyOf(await readRecords(machine.disk, theScope().places(app).journals))
}

export async function status(name: string): Promise<StatusReport> {
  const app = await openAppHere(name)
  const { live, records, readable } = await liveState(app, askNobody)
  const items = historyOf(records)
  return {
    app: name,
    live: live?.version ?? null,
    liveSinceMs: items.findLast((item) => item.outcome === 'upgraded' && item.to === live?.version)?.atMs ?? null,
    kept: live === null ? null : (ranBefore(records, live)?.version ?? null),
    floor: floorOf(records),
    units: await units(app),
    last: items.findLast((item) => item.outcome !== 'open') ?? null,
    open: items.findLast((item) => item.outcome === 'open')?.transaction ?? null,
    newest: null,
    lookedAtMs: null,
    channel: app.settings.policy.channel.name,
    pin: app.settings.policy.pin,
    hold: app.settings.policy.hold,
    schedule: { state: 'unknown', off: null, nextRunMs: null, windows: app.settings.policy.windows.map(({ text }) => text), window: null },
    probation: null,
    skipped: (await skipsOn(app, records)).map(({ version, because }) => ({ version, because })),
    notes: readable === 'yes' ? [] : ['how it came to be, and what is skipped, only root may read'],
  }
}

async function units({ settings }: App): Promise<StatusReport['units']> {
  if ((await hasSystemd()) === 'no') return []
  const service = await serviceFor('now')
  return Promise.all(settings.units.map(async ({ name }) => {
    try {
      const { activeState, subState, activeEnteredUs } = await service.state(name)
      return { name, activeState, subState, sinceUs: activeEnteredUs }
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      return { name, activeState: 'unknown', subState: thrown.message, sinceUs: 0 }
    }
  }))
}

export async function say(app: string, version: string, says: 'skip' | 'unskip', because: string): Promise<void> {
  const places = theScope().places(app)
  await ensureDirectory(machine.disk, places.state, 0o755)
  await addWord(machine.disk, places.words, { version: version.replace(/^v/, ''), says, because, atMs: machine.clock.nowMs() })
}

import type { Wanted } from '../../config/change-policy.ts'
import type { Settings } from '../../config/settings.ts'
import { failure, isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { readVersion, type Version } from '../../release/version.ts'
import type { Standing, Wish, WishReport } from '../../upgrade/wish-report.ts'
import { openApp, openAppHere } from '../app.ts'
import { changeWanted } from './change-wanted.ts'
import { askNobody, liveState } from '../live.ts'
import { caller } from '../terminal.ts'

/** Writes into the operator's file what a person wants from now on. A run that is under way is not waited for: it notices by itself. */
export async function wishFor(app: string, wish: Wish): Promise<WishReport> {
  const live = wish.what === 'pin' ? await liveVersion(app) : null
  const before = await standingBefore(app)
  const { file, done, settings } = await changeWanted(app, wantedBy(wish, live))
  return { app, what: wish.what, changed: done === 'kept' ? 'no' : 'yes', file, now: standingOf(settings), before, live }
}

function wantedBy(wish: Wish, live: string | null): Wanted {
  switch (wish.what) {
    case 'pin': return { pin: { say: { version: wish.version ?? pinnable(live), ...said(wish.reason) } } }
    case 'hold': return { hold: { say: { ...(wish.untilMs === null ? {} : { until: new Date(wish.untilMs) }), ...said(wish.reason) } } }
    case 'channel': return { channel: { say: wish.name } }
    case 'unpin': return { pin: { otherwise: false } }
    case 'unhold': return { hold: { otherwise: false } }
  }
}

/** To the second: nobody needs more, and the file is read by people. */
function said(reason: string | null): { readonly by: string; readonly at: Date; readonly reason?: string } {
  const at = new Date(Math.floor(machine.clock.nowMs() / 1000) * 1000)
  return { by: caller.actor, at, ...(reason === null ? {} : { reason }) }
}

/** What was placed by hand, and does not tell its version, cannot be looked for among releases. */
function pinnable(live: string | null): Version {
  const version = live === null ? null : readVersion(live)
  if (version !== null) return version
  throw failure('USAGE', live === null ? 'nothing is live that could be pinned' : `${live} is live, which is not a version that could be pinned`, { next: 'name the version' })
}

async function liveVersion(app: string): Promise<string | null> {
  return (await liveState(await openAppHere(app), askNobody)).live?.version ?? null
}

/** Settings that are wrong may be so because of what is taken back now. */
async function standingBefore(app: string): Promise<Standing | null> {
  try {
    return standingOf((await openApp(app)).settings)
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'CONFIG') return null
    throw thrown
  }
}

function standingOf({ policy: { channel, pin, hold } }: Settings): Standing {
  return { channel: channel.name, pin, hold }
}

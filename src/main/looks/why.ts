import { remarksFor } from '../../policy/unattended.ts'
import { weigh } from '../../policy/weigh.ts'
import type { Weighed } from '../../policy/standing.ts'
import { listedAs } from '../../release/listing.ts'
import { parseVersion, type Version } from '../../release/version.ts'
import type { WhyReport } from '../../upgrade/report.ts'
import { openAppHere, type App } from '../app.ts'
import { circumstancesOf } from '../circumstances.ts'
import { askNobody, liveState, type LiveState } from '../live.ts'
import { fruitless } from './fruitless.ts'
import { thoughtsOf, type Thoughts } from './thoughts.ts'

/** What this host thinks of each release that it has seen, or of one. As `status`, it asks nobody and waits for nobody. DATA for what is no version. */
export async function why(name: string, asked: string | null): Promise<WhyReport> {
  const about = asked === null ? null : parseVersion(asked)
  const app = await openAppHere(name)
  return whyOf(app, await liveState(app, askNobody), about)
}

export async function whyOf(app: App, state: LiveState, about: Version | null): Promise<WhyReport> {
  const thoughts = await thoughtsOf(app, state)
  const { seen, choice, schedule, described } = thoughts
  const circumstances = await circumstancesOf(app.name, app.settings.policy, { occasion: 'timer', lastLookMs: seen.lookedAtMs })
  return {
    app: app.name,
    live: state.live?.version ?? null,
    about,
    lookedAtMs: seen.lookedAtMs,
    fruitless: await fruitless(app),
    weighed: (about === null ? choice.weighed : [weighedAlone(about, thoughts)]).map(described),
    remarks: [
      ...remarksFor(circumstances),
      ...(state.readable === 'yes' ? [] : ['which releases were found ill here, only root may read']),
    ],
    schedule,
  }
}

/** Also one that nobody has seen: what stands against it for good, or else that it is not there. */
function weighedAlone(version: Version, { seen, standing, choice }: Thoughts): Weighed {
  const weighed = choice.weighed.find((one) => one.version === version) ?? weigh({ listed: listedAs(version), sha256: null }, { standing, listing: seen })
  if (seen.releases.some((one) => one.version === version) || (weighed.verdict !== 'take' && weighed.verdict !== 'wait')) return weighed
  return { version, verdict: 'no', because: seen.lookedAtMs === null ? `${version} was not looked for: nobody has asked the source yet which releases it has` : `${version} was not at the source when it was last asked`, untilMs: null, next: `'app-upgrade check ${standing.app} --to ${version}' asks for it now` }
}

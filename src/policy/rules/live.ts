import { alarming, type Objection, type Scales, type Subject } from './rule.ts'

/** It runs already. An adopted release has no digest, and one that was not fetched has none yet: then the version decides. */
export function alreadyLive({ listed, sha256 }: Subject, { standing: { app, live, rules } }: Scales): Objection | null {
  const { version, yanked } = listed
  if (live === null || live.version !== version) return null
  const same = sha256 === null || live.sha256 === '' || live.sha256 === sha256
  // A publisher never reuses a version; somebody who moves a tag may be doing worse (failures.md J02).
  if (!same) return alarming(`${version} is live already, but with other bytes: the release was published again under the same version`, `ask the publisher; 'app-upgrade upgrade ${app} --to ${version} --force' takes it all the same`)
  const pinned = rules.pin?.version === version ? ', and pinned' : ''
  if (yanked === null) return { verdict: 'live', because: `${version} is live already${pinned}`, untilMs: null, next: null, mood: 'calm' }
  return { verdict: 'live', because: `${version} is live${pinned}, but its publisher has withdrawn it: ${yanked}`, untilMs: null, next: `take a newer release, or 'app-upgrade rollback ${app}' to the one before`, mood: 'calm' }
}

import { belongsTo } from '../../release/channel.ts'
import { compareVersions, isPrerelease, type Version } from '../../release/version.ts'
import { isNamed, no, type Objection, type Scales, type Subject } from './rule.ts'

/**
 * In a channel is what the publisher's own pointer says, and else what the versions are called. Nothing newer than the pointer is: a publisher who points
 * back at an older release takes the newer ones out of the channel.
 */
export function outsideChannel(subject: Subject, scales: Scales): Objection | null {
  const { standing, listing: { tops } } = scales
  const { app, rules: { channel } } = standing
  if (isNamed(subject, standing)) return null
  const { version, mark } = subject.listed
  const outside = (because: string): Objection => no(because, `'app-upgrade channel ${app}' chooses another one; 'app-upgrade upgrade ${app} --to ${version}' takes it once`)
  const name = channel.manifest ?? channel.name
  const own = topOf(name, tops)
  if (own !== null && version === own) return null
  // Behind a pre-release (`beta`) the finished releases go on, as far as everybody's channel does and no further.
  const bounding = isPrerelease(version) || (own !== null && !isPrerelease(own)) || topOf('stable', tops) === null ? name : 'stable'
  const top = topOf(bounding, tops)
  if (top !== null && compareVersions(version, top) > 0) return outside(`${version} is newer than ${top}, to which its publisher's channel '${bounding}' points`)
  if (belongsTo(subject.listed, channel)) return null
  return outside(`${version} is not in channel '${channel.name}'${mark === 'prerelease' ? ': its publisher calls it a pre-release' : ''}`)
}

function topOf(name: string, tops: Readonly<Record<string, Version>>): Version | null {
  return Object.hasOwn(tops, name) ? (tops[name] ?? null) : null
}

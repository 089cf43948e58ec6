import { bucketOf, buckets } from '../../formats/bucket.ts'
import { isNamed, isUnattended, type Objection, type Scales, type Subject, wait } from './rule.ts'

/** Only a part of all machines is meant so far; a person on one of the others need not wait. */
export function notMeantYet(subject: Subject, { standing }: Scales): Objection | null {
  const { version, rolloutPercent, seed } = subject.listed
  if (rolloutPercent === null || standing.rules.rollout === 'ignored' || !isUnattended(standing.occasion) || isNamed(subject, standing)) return null
  const bucket = bucketOf(standing.host, version, seed)
  if (bucket < (rolloutPercent * buckets) / 100) return null
  const turn = Math.floor((bucket * 100) / buckets) + 1
  return wait(`${version} is meant for ${rolloutPercent} % of all machines so far; this one follows at ${turn} %`, null, `'app-upgrade upgrade ${standing.app} --to ${version}' takes it now`)
}

import { failure, isFailure, type Failure } from '../../../errors.ts'
import { printable, quoted } from '../../../formats/printable.ts'
import { parseXml, textOf } from '../../../formats/stores/xml.ts'
import type { ApiAnswer } from '../../../host/types.ts'
import { clocks } from '../clocks.ts'

export interface Refused { readonly where: string; readonly region: string; readonly nowMs: number }

/** What an answer other than the one hoped for means, by the store's own code where it gives one. */
export function s3Refusal(answer: ApiAnswer, { where, region, nowMs }: Refused): Failure {
  const { code, says, rightRegion: said } = errorIn(answer.bytes)
  // Amazon's 301 has it in a header; its answer to a wrong signature, in the body.
  const rightRegion = said ?? answer.headers['x-amz-bucket-region'] ?? null
  const told = `${where} answers HTTP ${answer.status}${code === null ? '' : ` ${printable(code, 80)}`}`
  switch (code) {
    case 'RequestTimeTooSkewed':
      return failure('UNAVAILABLE', `${told}: ${clocks(answer, nowMs)}`, { next: 'Correct the clock of this host.' })
    case 'SignatureDoesNotMatch':
      return failure('PERMISSION', `${told}: the secret key is not the one that belongs to the access key`, { next: 'Store the right key under the name that source.credentials says.' })
    case 'InvalidAccessKeyId':
      return failure('PERMISSION', `${told}: the store does not know this access key`, { next: 'Store the right key under the name that source.credentials says.' })
    case 'ExpiredToken': case 'InvalidToken': case 'TokenRefreshRequired':
      return failure('PERMISSION', `${told}: the session of this key has ended`, { next: 'Store a new key, or one without a session.' })
    case 'NoSuchBucket':
      return failure('CONFIG', `${told}: there is no such bucket`, { next: 'Correct source.bucket, source.endpoint or source.region.' })
    case 'PermanentRedirect': case 'AuthorizationHeaderMalformed': case 'IllegalLocationConstraintException':
      return failure('CONFIG', `${told}: the bucket is not in ${region}${rightRegion === null ? '' : ` but in ${printable(rightRegion, 40)}`}`, { next: 'Correct source.region.' })
    default: break
  }
  if (answer.status === 401 || answer.status === 403)
    return failure('PERMISSION', `${told}: we may not read this, or it is not there and we may not know`, { next: 'Check what source.credentials may read and list.' })
  return failure('UNAVAILABLE', says === null ? told : `${told}: ${quoted(says)}`)
}

/** A body may be anything: a proxy's page, nothing at all. Then the status alone speaks. */
function errorIn(bytes: Uint8Array): { readonly code: string | null; readonly says: string | null; readonly rightRegion: string | null } {
  try {
    const error = parseXml(bytes)
    return { code: textOf(error, 'Code'), says: textOf(error, 'Message'), rightRegion: textOf(error, 'Region') }
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { code: null, says: null, rightRegion: null }
  }
}

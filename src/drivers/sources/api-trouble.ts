import { failure, type Failure } from '../../errors.ts'
import type { ApiAnswer } from '../../host/types.ts'
import { withoutSecrets } from '../../release/siblings.ts'

export interface Asked { readonly url: string; readonly token: string | null; readonly nowMs: number }

/** Why an answer is none, in words that say what a person can do about it (formats.md 9, P17). */
export function apiTrouble(answer: ApiAnswer, asked: Asked): Failure {
  const where = withoutSecrets(asked.url)
  if (isRateLimit(answer)) return rateLimited(answer, asked)
  if (answer.status === 401 || answer.status === 403) {
    return asked.token === null
      ? failure('UNAVAILABLE', `${where} does not answer everybody (HTTP ${answer.status})`, { next: 'If the releases are private, name a secret with an access token in source.token.' })
      : failure('PERMISSION', `${where} does not accept the token in the secret '${asked.token}' (HTTP ${answer.status})`, { next: 'The token may have ended, or may not read this repository. Make a new one.' })
  }
  return failure('UNAVAILABLE', `${where} answers HTTP ${answer.status}`)
}

/** A page for people where an interface was asked: a captive portal, a proxy, a wrong address (failures.md F18). Null when it is none. */
export function pageTrouble({ headers, bytes }: ApiAnswer, url: string): Failure | null {
  const isPage = /^\s*(?:text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '') || /^\s*</.test(Buffer.from(bytes.subarray(0, 100)).toString('latin1'))
  return isPage ? failure('PROTOCOL', `${withoutSecrets(url)} answers with a web page where a list of releases was asked for`, { next: 'Perhaps a proxy or a captive portal stands between, or the address is not the right one.' }) : null
}

/** GitHub says 403 as often as 429, and not always with every header. */
function isRateLimit({ status, headers, bytes }: ApiAnswer): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  return headers['retry-after'] !== undefined || remaining(headers) === '0' || /rate limit/i.test(Buffer.from(bytes.subarray(0, 4096)).toString('latin1'))
}

function rateLimited(answer: ApiAnswer, asked: Asked): Failure {
  const atMs = againAtMs(answer.headers, asked.nowMs)
  const when = atMs === null ? 'after a minute at the earliest' : `after ${new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z')}`
  return failure('UNAVAILABLE', `${withoutSecrets(asked.url)} answers no more questions for now (HTTP ${answer.status}, rate limit); it may be asked again ${when}`, {
    next: asked.token === null ? 'Wait until then, or name a secret with an access token in source.token: it has a limit of its own.' : 'Wait until then.',
  })
}

/** A day is more than any forge's limit lasts; a time beyond that is a mistake, or a lie to keep us away. */
const waitMsMax = 24 * 3600 * 1000

function againAtMs(headers: ApiAnswer['headers'], nowMs: number): number | null {
  const wait = headers['retry-after'] ?? ''
  const reset = headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? ''
  const atMs = /^\d{1,9}$/.test(wait) ? nowMs + Number(wait) * 1000 : Number.isNaN(Date.parse(wait)) ? (/^\d{1,11}$/.test(reset) ? Number(reset) * 1000 : Number.NaN) : Date.parse(wait)
  return Number.isNaN(atMs) || atMs < nowMs || atMs > nowMs + waitMsMax ? null : atMs
}

function remaining(headers: ApiAnswer['headers']): string | undefined {
  return headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining']
}

import { failure, isFailure, type Failure } from '../errors.ts'
import { errnoOf } from './system-error.ts'

/** What went wrong before the answer began. `again`: another attempt may succeed. */
export interface Trouble { readonly because: Failure; readonly again: 'yes' | 'no' }

/** Sorts a stranger's exception: unreachable (again), no certificate we trust (REFUSED), or not HTTP (PROTOCOL). */
export function troubleBefore(thrown: unknown, where: string, signal: AbortSignal): Trouble {
  if (isFailure(thrown)) return { because: thrown as Failure, again: 'no' }
  if (signal.aborted) return { because: givenUp(where, signal), again: 'no' }
  const code = errnoOf(thrown) ?? ''
  if (isAboutTls(code)) return { because: failure('REFUSED', `${where} does not prove who it is`, { cause: thrown, next: 'Check the certificate of the server and the clock of this host.' }), again: 'no' }
  if (isAboutHttp(thrown) || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return { because: failure('PROTOCOL', `${where} does not answer in HTTP that we accept`, { cause: thrown }), again: 'no' }
  return { because: failure('UNAVAILABLE', `${where} cannot be reached`, { cause: thrown }), again: 'yes' }
}

/** What went wrong inside the body. IO may be resumed by the caller. */
export function troubleWithin(thrown: unknown, where: string, signal: AbortSignal): Failure {
  if (isFailure(thrown)) return thrown as Failure
  if (signal.aborted) return givenUp(where, signal)
  if (isAboutHttp(thrown)) return failure('PROTOCOL', `${where} broke the rules of HTTP in the middle of its answer`, { cause: thrown })
  return failure('IO', `the answer of ${where} was cut off`, { cause: thrown })
}

function givenUp(where: string, signal: AbortSignal): Failure {
  return failure('IO', `waiting for ${where} was given up`, { cause: signal.reason })
}

function isAboutTls(code: string): boolean {
  return /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/.test(code)
}

/** The parser's error has a code only for some of its reasons. */
function isAboutHttp(thrown: unknown): boolean {
  return (thrown instanceof Error && thrown.name === 'HTTPParserError') || /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID)/.test(errnoOf(thrown) ?? '')
}

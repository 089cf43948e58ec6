import { failure, isFailure, type Failure } from '../errors.ts'
import { errnoOf } from './system-error.ts'

/** What went wrong before the answer began. `again`: another attempt may succeed. */
export interface Trouble { readonly kind: 'trouble'; readonly because: Failure; readonly again: 'yes' | 'no' }

/** Sorts a stranger's exception: unreachable (again), no certificate we trust (REFUSED), or not HTTP (PROTOCOL). */
export function troubleBefore(thrown: unknown, where: string, signal: AbortSignal): Trouble {
  if (isFailure(thrown)) return { kind: 'trouble', because: thrown as Failure, again: 'no' }
  if (signal.aborted) return { kind: 'trouble', because: givenUp(where, signal), again: 'no' }
  const code = errnoOf(thrown) ?? ''
  if (isAboutTls(code)) return { kind: 'trouble', because: failure('REFUSED', `${where} does not prove who it is`, { cause: thrown, next: 'Check the certificate of the server and the clock of this host.' }), again: 'no' }
  if (isAboutHttp(thrown)) return { kind: 'trouble', because: failure('PROTOCOL', `${where} does not answer in HTTP that we accept`, { cause: thrown }), again: 'no' }
  return { kind: 'trouble', because: failure('UNAVAILABLE', `${where} cannot be reached`, { cause: thrown }), again: 'yes' }
}

/** What went wrong inside the body. IO may be resumed by the caller. */
export function troubleWithin(thrown: unknown, where: string, signal: AbortSignal): Failure {
  if (isFailure(thrown)) return thrown as Failure
  if (signal.aborted) return givenUp(where, signal)
  if (isAboutHttp(thrown)) return failure('PROTOCOL', `${where} broke the rules of HTTP in the middle of its answer`, { cause: thrown })
  return failure('IO', `the answer of ${where} was cut off`, { cause: thrown })
}

/** The server is connected, and silent. */
export function stalled(stallMs: number): Error {
  return Object.assign(new Error(`not a byte for ${stallMs / 1000} s`), { code: 'ETIMEDOUT' })
}

function givenUp(where: string, signal: AbortSignal): Failure {
  return failure('IO', `waiting for ${where} was given up`, { cause: signal.reason })
}

function isAboutTls(code: string): boolean {
  return /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/.test(code)
}

function isAboutHttp(thrown: unknown): boolean {
  return /^(?:HPE_|ERR_HTTP_)/.test(errnoOf(thrown) ?? '')
}

import { failure, isFailure, type Failure } from '../../../errors.ts'
import { printable, quoted } from '../../../formats/printable.ts'
import { parseXml, textOf } from '../../../formats/stores/xml.ts'
import type { ApiAnswer } from '../../../host/types.ts'
import { clocks } from '../clocks.ts'

const skewMsMax = 10 * 60_000

/** What an answer other than the one hoped for means, by the store's own code where it gives one. */
export function azureRefusal(answer: ApiAnswer, { where, nowMs }: { readonly where: string; readonly nowMs: number }): Failure {
  const { code, detail } = errorIn(answer)
  const told = `${where} answers HTTP ${answer.status}${code === null ? '' : ` ${printable(code, 80)}`}`
  if (code === 'ContainerNotFound') return failure('CONFIG', `${told}: there is no such container`, { next: 'Correct source.container or source.account.' })
  // One code stands for a wrong key and for a wrong clock; the server's own clock tells them apart.
  if (answer.status === 403 && isSkewed(answer, nowMs)) return failure('UNAVAILABLE', `${told}: ${clocks(answer, nowMs)}`, { next: 'Correct the clock of this host.' })
  if (code === 'AuthenticationFailed') return failure('PERMISSION', `${told}: the key or the signature is not right, or not any more${detail === null ? '' : ` (${quoted(detail)})`}`, { next: 'Store the right one under the name that source.credentials says.' })
  // Without a listing for everybody Azure says of the container that it is not there.
  if ([401, 403, 409].includes(answer.status) || (answer.status === 404 && code === 'ResourceNotFound'))
    return failure('PERMISSION', `${told}: we may not read this, or it is not there and we may not know`, { next: 'Check what source.credentials may read and list.' })
  return failure('UNAVAILABLE', told)
}

function isSkewed({ headers }: ApiAnswer, nowMs: number): boolean {
  const theirs = Date.parse(headers['date'] ?? '')
  return !Number.isNaN(theirs) && Math.abs(theirs - nowMs) > skewMsMax
}

/** A body may be anything: a proxy's page, nothing at all. */
function errorIn({ headers, bytes }: ApiAnswer): { readonly code: string | null; readonly detail: string | null } {
  const code = headers['x-ms-error-code'] ?? null
  try {
    const error = parseXml(bytes)
    // The rest of its message repeats the request, and some of it is a signature.
    const detail = textOf(error, 'AuthenticationErrorDetail')?.split(/[.:]/, 1)[0] ?? null
    return { code: code ?? textOf(error, 'Code'), detail }
  } catch (thrown) {
    if (isFailure(thrown)) return { code, detail: null }
    throw thrown
  }
}

import { failure } from '../../../errors.ts'
import { bodyIn } from '../../../formats/one-chunk.ts'
import { type BearerToken, parseBearerToken } from '../../../formats/stores/bearer-token.ts'
import { printable } from '../../../formats/printable.ts'
import { type ServiceAccount, signedAssertion } from '../../../formats/stores/service-account.ts'
import { utf8 } from '../../../formats/utf8.ts'
import type { ApiAnswer } from '../../../host/types.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import { clocks } from '../clocks.ts'
import type { SourceTools } from '../driver.ts'
import { storeAnswerBytesMax } from '../limits.ts'

const grant = { scope: 'https://www.googleapis.com/auth/devstorage.read_only', lastsSeconds: 3600 }

/** Says who we are, signed, and is given a token for an hour. */
export async function exchanged(account: ServiceAccount, tools: SourceTools, signal: AbortSignal): Promise<BearerToken> {
  const atMs = tools.clock.nowMs()
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signedAssertion(account, { ...grant, atMs }) })
  const answer = await tools.net.ask({
    method: 'POST', url: account.tokenUrl, plainHttp: 'refused', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: bodyIn(Buffer.from(form.toString())),
    answerBytesMax: storeAnswerBytesMax, stallMs: tools.stallMs, reach: 'public',
  }, signal)
  if (answer.status === 200) return parseBearerToken(answer.bytes, atMs)
  throw refusal(answer, account, atMs)
}

/** `invalid_grant` is a revoked key as well as a wrong clock, so both are said. */
function refusal(answer: ApiAnswer, { tokenUrl }: ServiceAccount, nowMs: number): Error {
  const said = /"error(?:_description)?"\s*:\s*"([^"]{1,300})"/g
  const words = [...(utf8(answer.bytes) ?? '').matchAll(said)].map(([, one = '']) => printable(one)).join(': ')
  const told = `${withoutSecrets(tokenUrl)} answers HTTP ${answer.status}${words === '' ? '' : ` ${words}`}`
  if (answer.status !== 400 && answer.status !== 401) return failure('UNAVAILABLE', told)
  return failure('PERMISSION', `${told}; ${clocks(answer, nowMs)}`, { next: 'If the clocks agree, the key was taken back: store a new one.' })
}

import { asFailure, failure } from '../../../errors.ts'
import { utf8 } from '../../../formats/utf8.ts'
import type { ApiAnswer } from '../../../host/types.ts'
import type { SourceTools } from '../driver.ts'
import { storeAnswerBytesMax } from '../limits.ts'

export interface InstanceQuestion { readonly method: 'GET' | 'PUT'; readonly url: string; readonly headers: Readonly<Record<string, string>> }

/** What a cloud's metadata service says to this machine, and to nobody else. UNAVAILABLE when there is none, or it has nothing to say. */
export async function askInstance({ method, url, headers }: InstanceQuestion, { net, stallMs }: Pick<SourceTools, 'net' | 'stallMs'>, signal: AbortSignal): Promise<string> {
  const next = 'Is this a machine of that cloud, with an identity? If not, name a secret in source.credentials.'
  const answer = await net.ask({ method, url, headers, plainHttp: 'allowed', body: null, answerBytesMax: storeAnswerBytesMax, stallMs, reach: 'link-local' }, signal)
    .catch((thrown: unknown): ApiAnswer => { throw failure('UNAVAILABLE', `the cloud's metadata service cannot be asked who this machine is`, { cause: asFailure(thrown, 'IO', 'it could not be asked'), next }) })
  const text = answer.status === 200 ? utf8(answer.bytes) : null
  if (text === null) throw failure('UNAVAILABLE', `the cloud's metadata service answers HTTP ${answer.status} when asked who this machine is`, { next })
  return text.trim()
}

import { failure } from '../../../errors.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import type { ByteStream, Opened, Resume } from '../../../upgrade/ports.ts'
import type { SourceTools } from '../driver.ts'
import { openedFrom, resumeOf } from '../opened.ts'

export interface Placed { readonly address: string; readonly lengthBytes: number; readonly plainHttp: 'refused' | 'allowed' }

/** A target's bytes, and never more than were signed for: endless data ends there (TUF 5.7.3). Null when the server has no such file. */
export async function openTarget({ address, lengthBytes, plainHttp }: Placed, resume: Resume, { net, stallMs }: Pick<SourceTools, 'net' | 'stallMs'>, signal: AbortSignal): Promise<Opened | null> {
  const answer = await net.get({
    url: address, plainHttp, authorization: null, stallMs,
    resume: resumeOf(resume),
  }, signal)
  if (answer === null) return null
  const opened = openedFrom(answer)
  return { ...opened, sizeBytes: opened.sizeBytes ?? lengthBytes, bytes: bounded(opened.bytes, lengthBytes - opened.fromByte, withoutSecrets(address)) }
}

async function* bounded(bytes: ByteStream, bytesMax: number, shown: string): ByteStream {
  let received = 0
  for await (const chunk of bytes) {
    received += chunk.length
    if (received > bytesMax) throw failure('TAMPERED', `${shown} is longer than its publisher signed`)
    yield chunk
  }
}

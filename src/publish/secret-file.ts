import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import type { Files } from '../host/types.ts'
import { secretFileBytesMax } from './limits.ts'

/**
 * A key, token or password from a file that nobody but its owner may read. Others' permission is refused instead of warned about: a
 * signing key that a whole machine can read is the publisher's name in everybody's hands. The caller wipes the bytes.
 */
export async function readSecretFile(files: Files, path: string, what: string): Promise<Buffer> {
  const file = await files.open(path)
  if (file === null) throw failure('USAGE', `there is no ${what} ${quoted(path)}`)
  try {
    if ((file.facts.mode & 0o077) !== 0) throw failure('PERMISSION', `others may read the ${what} ${quoted(path)}`, { next: `chmod 600 ${path}` })
    const chunks: Buffer[] = []
    // Copied: the next chunk comes in the same buffer.
    for await (const chunk of file.bytes({ fromByte: 0, sizeBytesMax: secretFileBytesMax })) chunks.push(Buffer.from(chunk))
    const bytes = Buffer.concat(chunks)
    for (const chunk of chunks) chunk.fill(0)
    return bytes
  } finally {
    await file.close()
  }
}

/** Without the line end that every editor puts there. */
export function withoutLineEnd(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? 2 : 1) : 0
  return bytes.subarray(0, bytes.length - end)
}

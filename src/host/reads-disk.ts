import { createHash } from 'node:crypto'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { failure } from '../errors.ts'
import { factsOf } from './file-facts.ts'
import { files } from './files.ts'
import { directoryEntriesMax } from './limits.ts'
import { ifThere } from './system-error.ts'
import type { FileFacts, ReadsDisk } from './types.ts'

/** The reading half of the real disk. */
export const readsDisk: ReadsDisk = { look, read, list, readLink, sha256 }

async function look(path: string): Promise<FileFacts | null> {
  return ifThere('look at', path, async () => factsOf(await lstat(path)))
}

async function read(path: string, sizeBytesMax: number): Promise<Uint8Array | null> {
  return whole(path, async (bytes, sizeBytes) => {
    if (sizeBytes > sizeBytesMax) throw failure('DATA', `'${path}' has ${sizeBytes} bytes; at most ${sizeBytesMax} are read`)
    const chunks: Uint8Array[] = []
    for await (const chunk of bytes(sizeBytesMax)) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  })
}

async function sha256(path: string): Promise<string | null> {
  return whole(path, async (bytes) => {
    const hash = createHash('sha256')
    for await (const chunk of bytes(Number.MAX_SAFE_INTEGER)) hash.update(chunk)
    return hash.digest('hex')
  })
}

async function list(path: string): Promise<readonly string[] | null> {
  const names = await ifThere('list', path, () => readdir(path))
  if (names !== null && names.length > directoryEntriesMax) throw failure('IO', `'${path}' has more than ${directoryEntriesMax} entries`)
  return names?.sort() ?? null
}

async function readLink(path: string): Promise<string | null> {
  return ifThere('read the link', path, () => readlink(path))
}

type Bytes = (sizeBytesMax: number) => AsyncIterable<Uint8Array>

async function whole<T>(path: string, use: (bytes: Bytes, sizeBytes: number) => Promise<T>): Promise<T | null> {
  const file = await files.open(path)
  if (file === null) return null
  try {
    return await use((sizeBytesMax) => file.bytes({ fromByte: 0, sizeBytesMax }), file.facts.sizeBytes)
  } finally {
    await file.close()
  }
}

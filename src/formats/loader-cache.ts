import { failure } from '../errors.ts'
import { loaderCacheEntriesMax } from './limits.ts'
import { utf8 } from './utf8.ts'

const magic = Buffer.from('glibc-ld.so.cache1.1', 'latin1')
const [headerBytes, entryBytes] = [48, 24]

/**
 * /etc/ld.so.cache of glibc 2.2 and newer (dl-cache.h): library name → paths, of all processors and of all variants of one. An old table may stand before it.
 * DATA when it is damaged, or of another form; numbers are those of a little-endian machine, as ours all are.
 */
export function readLoaderCache(file: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const start = Buffer.from(file.buffer, file.byteOffset, file.byteLength).indexOf(magic)
  if (start < 0) throw damaged('it is of another form')
  const cache = Buffer.from(file.buffer, file.byteOffset + start, file.byteLength - start)
  if (cache.length < headerBytes) throw damaged('it ends inside its header')
  const entries = cache.readUInt32LE(20)
  if (entries > loaderCacheEntriesMax || headerBytes + entries * entryBytes > cache.length) throw damaged('it has more entries than bytes')
  const found = new Map<string, string[]>()
  for (let index = 0; index < entries; index++) {
    const at = headerBytes + index * entryBytes
    const [name, path] = [textAt(cache, cache.readUInt32LE(at + 4)), textAt(cache, cache.readUInt32LE(at + 8))]
    found.set(name, [...found.get(name) ?? [], path])
  }
  return found
}

function textAt(cache: Buffer, at: number): string {
  const end = at < cache.length ? cache.indexOf(0, at) : -1
  const text = end < 0 || end - at > 4096 ? null : utf8(cache.subarray(at, end))
  if (text === null) throw damaged('a name in it has no end, or is no text')
  return text
}

function damaged(why: string): Error {
  return failure('DATA', `the loader's list of libraries is damaged: ${why}`)
}

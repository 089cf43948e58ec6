import { isFailure } from '../errors.ts'
import { loadReadAttribute } from './ffi.ts'
import { markBytesMax } from './limits.ts'
import { onPath } from './system-error.ts'
import type { MarksOf } from './types.ts'

/** Anybody may read them (xattr(7), acl(5)). Where there is no node:ffi nothing is known, and nothing is said. */
export const fileMarksOf: MarksOf = async (path) => {
  const readAttribute = await loadReadAttribute()
  const read = async (name: string): Promise<Uint8Array | null> => (readAttribute === null ? null : onPath('read the attributes of', path, async () => readAttribute(path, name, markBytesMax)).catch(nothing))
  const hex = async (name: string): Promise<string | null> => { const value = await read(name); return value === null ? null : Buffer.from(value).toString('hex') }
  const label = await read('security.selinux')
  return { acl: await hex('system.posix_acl_access'), aclForNew: await hex('system.posix_acl_default'), label: label === null ? null : Buffer.from(label).toString('utf8').replace(/\0+$/, '') }
}

function nothing(thrown: unknown): null {
  if (isFailure(thrown)) return null
  throw thrown
}

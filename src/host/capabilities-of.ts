import { readFileCapabilities } from '../formats/file-capabilities.ts'
import { loadReadAttribute } from './ffi.ts'
import { attributeBytesMax } from './limits.ts'
import { onPath } from './system-error.ts'
import type { CapabilitiesOf } from './types.ts'

/** Anybody may read them (xattr(7)). Where there is no node:ffi nothing is known, and nothing is said. */
export const capabilitiesOf: CapabilitiesOf = async (path) => {
  const readAttribute = await loadReadAttribute()
  if (readAttribute === null) return []
  const value = await onPath('read the capabilities of', path, async () => readAttribute(path, 'security.capability', attributeBytesMax))
  return value === null ? [] : readFileCapabilities(value)
}

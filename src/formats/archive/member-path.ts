import { componentBytesMax, pathBytesMax } from '../limits.ts'
import { isPrintable } from '../printable.ts'
import { utf8 } from '../utf8.ts'

/** A member's path, relative to wherever it will be unpacked; `''` is that directory itself (`./`, as `tar -C dir .` writes it). */
export type MemberPath =
  | { readonly kind: 'path'; readonly path: string; readonly trailingSlash: 'yes' | 'no' }
  | { readonly kind: 'wrong'; readonly why: string }

/** Suffixes that this program gives to its own files: an archive that brings one would be taken for our own unfinished work. */
const ownSuffixes = ['.prev', '.upgrading', '.partial']

/** Reads a member's path. Only plain relative paths are right: what needs cleaning up first is not cleaned up, it is refused. */
export function readMemberPath(bytes: Buffer, depthMax: number): MemberPath {
  const text = utf8(bytes)
  if (text === null) return wrong('its name is not UTF-8')
  if (!isPrintable(text)) return wrong('its name has a character that cannot be seen')
  if (bytes.length > pathBytesMax) return wrong(`its path is longer than ${pathBytesMax} bytes`)
  const plain = text.replace(/^(?:\.\/)+/, '').replace(/^\.$/, '')
  const path = plain.replace(/\/$/, '')
  const trailingSlash = plain === path && plain !== '' ? 'no' : 'yes'
  if (text === '') return wrong('it has no name')
  if (path === '') return text.startsWith('.') ? { kind: 'path', path, trailingSlash } : wrong('its path is absolute')
  const why = faultOf(path, depthMax)
  return why === null ? { kind: 'path', path, trailingSlash } : wrong(why)
}

function faultOf(path: string, depthMax: number): string | null {
  if (path.startsWith('/')) return 'its path is absolute'
  if (/^[A-Za-z]:/.test(path) || path.includes('\\')) return 'its path has a drive letter or a backslash'
  const components = path.split('/')
  if (components.includes('..')) return "its path has '..'"
  if (components.includes('.') || components.includes('')) return 'its path is not in its shortest form'
  if (components.length > depthMax) return `its path is deeper than ${depthMax} directories`
  if (components.some((component) => Buffer.byteLength(component) > componentBytesMax)) return `a name in its path is longer than ${componentBytesMax} bytes`
  if (components.some((component) => ownSuffixes.some((suffix) => component.endsWith(suffix)))) return `names that end in ${ownSuffixes.join(', ')} are reserved`
  return null
}

/** Two paths that some file system takes for one have the same key: other case, composed or decomposed letters, ligatures. */
export function foldedPath(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

function wrong(why: string): MemberPath {
  return { kind: 'wrong', why }
}

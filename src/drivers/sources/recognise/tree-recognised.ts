import { isFailure } from '../../../errors.ts'
import { readVersion, type Tagged } from '../../../release/version.ts'
import type { Recognised, SourceTools, Typed } from '../driver.ts'
import type { Place } from '../place.ts'
import { namesBeside } from './names-beside.ts'
import { type PlaceRecognised, recognisePlace, treeAt } from './place-recognised.ts'

/** A directory with go-updater's tree; it tells which release is the newest. */
export async function recogniseTree({ address, version }: Typed, place: Place, { architecture }: SourceTools, signal: AbortSignal): Promise<Recognised | null> {
  const found = await recognisePlace(place, { version, architecture }, signal)
  return found?.layout === 'tree' ? inTree(found, { kind: 'tree', path: address }) : null
}

/** The same on a web server, which cannot be asked: the address, or the person, has to say which release is to be looked at. */
export async function recogniseWebTree(typed: Typed, placeAt: (root: string) => Place, { architecture }: SourceTools, signal: AbortSignal): Promise<Recognised | null> {
  const named = releaseIn(typed.address) ?? rootOf(typed)
  if (named === null) return null
  const place = placeAt(named.root)
  const directory = `${named.tagged.tag}/linux/${architecture}/`
  try {
    const found = await treeAt(place, named.tagged, { architecture, names: [] }, signal)
    if (found?.archive == null) return null
    const names = await namesBeside(found.archive.name, ['release.json'], (name, resume) => place.open(directory + name, resume, signal), signal)
    return inTree({ ...found, names }, { kind: 'tree', url: named.root })
  } catch (thrown) {
    // A page for people is no release.json: then it is no tree.
    if (isFailure(thrown) && thrown.code === 'DATA') return null
    throw thrown
  }
}

interface Named { readonly root: string; readonly tagged: Tagged }

/** `…/1.2.3`, `…/1.2.3/linux/amd64/release.json`. */
function releaseIn(address: string): Named | null {
  const [, root = '', tag = ''] = /^(https?:\/\/[^?#]*?)\/([^/?#]+)(?:\/linux\/[a-z0-9]+)?(?:\/release\.json|\/)?$/.exec(address) ?? []
  const version = readVersion(tag)
  return version === null ? null : { root, tagged: { tag, version } }
}

/** Choria's own directories have no `v`. */
function rootOf({ address, version }: Typed): Named | null {
  return version !== null && /^https?:\/\/[^?#]*\/$/.test(address) ? { root: address.replace(/\/+$/, ''), tagged: { tag: version, version } } : null
}

function inTree({ layout: _, ...release }: PlaceRecognised, settings: Recognised['settings']): Recognised {
  const root = settings['url'] ?? settings['path'] ?? ''
  return { ...release, settings, address: root, name: root.split('/').at(-1) ?? '', pages: null }
}

import { releaseJsonBytesMax } from '../../../formats/limits.ts'
import { parseReleaseJson } from '../../../formats/manifest/release-json.ts'
import type { Architecture } from '../../../release/platform.ts'
import { archiveTemplateOf } from '../../../release/recognise/placeholders.ts'
import { compareVersions, isPrerelease, readTag, type Tagged, versionsIn } from '../../../release/version.ts'
import type { Recognised } from '../driver.ts'
import { lookedVersionsMax } from '../limits.ts'
import { type Listed, type Place, readSmall } from '../place.ts'

/** How releases lie in a place that lists its files, and what one of them consists of. */
export interface PlaceRecognised extends Pick<Recognised, 'tag' | 'version' | 'names' | 'archive'> { readonly layout: 'flat' | 'versions' | 'tree' }
export interface PlaceQuestion { readonly version: Tagged['version'] | null; readonly architecture: Architecture }

/** Null when there is nothing that looks like a release. The place's own refusal when it does not list. */
export async function recognisePlace(place: Place, question: PlaceQuestion, signal: AbortSignal): Promise<PlaceRecognised | null> {
  const top = namesOf(await place.list('', '', signal))
  for (const tagged of wantedFirst(top.directories.map(readTag).filter((one) => one !== null), question).slice(0, lookedVersionsMax)) {
    const found = await inVersion(place, tagged, question, signal)
    if (found !== null) return found
  }
  return flat(top.files, question)
}

async function inVersion(place: Place, tagged: Tagged, { architecture }: PlaceQuestion, signal: AbortSignal): Promise<PlaceRecognised | null> {
  const here = namesOf(await place.list(`${tagged.tag}/`, '', signal))
  if (!here.directories.includes('linux')) return here.files.length === 0 ? null : { layout: 'versions', ...tagged, names: here.files, archive: null }
  const machines = namesOf(await place.list(`${tagged.tag}/linux/`, '', signal))
  if (!machines.directories.includes(architecture)) return null
  const { files: names } = namesOf(await place.list(`${tagged.tag}/linux/${architecture}/`, '', signal))
  return treeAt(place, tagged, { architecture, names }, signal)
}

/** `names`: what is known to lie there. */
export interface TreeQuestion { readonly architecture: Architecture; readonly names: readonly string[] }

/** What go-updater's `release.json` names is the release; null when there is none. */
export async function treeAt(place: Place, tagged: Tagged, { architecture, names }: TreeQuestion, signal: AbortSignal): Promise<PlaceRecognised | null> {
  const path = `${tagged.tag}/linux/${architecture}/release.json`
  const bytes = await readSmall(place, path, releaseJsonBytesMax, signal)
  if (bytes === null) return null
  const { binary } = parseReleaseJson(bytes, place.shown(path))
  return { layout: 'tree', ...tagged, names: [...new Set([...names, 'release.json', binary])], archive: { name: binary, template: archiveTemplateOf(binary, tagged.version, architecture) ?? binary } }
}

/** All releases side by side: the newest version that a name tells of, and what belongs to it or to all of them. */
function flat(files: readonly string[], question: PlaceQuestion): PlaceRecognised | null {
  const told = new Set(files.flatMap((name) => [...versionsIn(name)]))
  const [newest] = wantedFirst([...told].map((version) => ({ version, tag: version })), question)
  return newest === undefined ? null : { layout: 'flat', ...newest, archive: null, names: files.filter((name) => versionsIn(name).length === 0 || versionsIn(name).includes(newest.version)) }
}

/** The one that was asked for; else the newest first, finished ones before all others. */
function wantedFirst(all: readonly Tagged[], { version }: PlaceQuestion): readonly Tagged[] {
  if (version !== null) return all.filter((one) => one.version === version)
  return all.toSorted((a, b) => Number(isPrerelease(a.version)) - Number(isPrerelease(b.version)) || compareVersions(b.version, a.version))
}

function namesOf(listed: Listed): Extract<Listed, { readonly kind: 'names' }> {
  if (listed.kind === 'unlisted') throw listed.because
  return listed
}

import { failure } from '../../errors.ts'
import { releaseJsonBytesMax } from '../../formats/limits.ts'
import { parseReleaseJson } from '../../formats/manifest/release-json.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import { listedAs, type Listing, listingOf } from '../../release/listing.ts'
import { newestFirst } from '../../release/newest.ts'
import { readTag, type Tagged, type Version } from '../../release/version.ts'
import type { Offer, Source, Wanted } from '../../upgrade/ports.ts'
import type { SourceTools } from './driver.ts'
import { treeVersionsMax } from './limits.ts'
import { firstThat, type Place, readSmall } from './place.ts'

/**
 * choria's repository tree (formats.md 2.1): `<version>/<os>/<arch>/release.json`, and beside it the file that it names, taken
 * literally. Versions stand there without `v` in choria's own samples; with it they are understood, too.
 */
export function releaseTree(place: Place, { architecture }: Pick<SourceTools, 'architecture'>): Source {
  const directoryOf = (tag: string): string => `${tag}/linux/${architecture}/`
  const offerAt = async ({ tag, version }: Tagged, signal: AbortSignal): Promise<Offer | null> => {
    const path = `${directoryOf(tag)}release.json`
    const bytes = await readSmall(place, path, releaseJsonBytesMax, signal)
    if (bytes === null) return null
    // `../x`, a slash, a whole address: what is named must lie beside the file that names it (failures.md J30).
    const artifact = parseArtifactName(parseReleaseJson(bytes, place.shown(path)).binary)
    return { version, artifact, origin: place.shown(directoryOf(tag) + artifact) }
  }
  return {
    list: (signal) => listingOfTags(place, signal),
    find: (wanted, signal) => newestOf(place, wanted, (tagged) => offerAt(tagged, signal), signal),
    async open(offer, name, resume, signal) {
      const tagged = spelled(offer.version).find(({ tag }) => place.shown(directoryOf(tag) + offer.artifact) === offer.origin)
      if (tagged === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not an address of this source any more`)
      return place.open(directoryOf(tagged.tag) + name, resume, signal)
    },
  }
}

/** Looks into the directory of the version that is wanted, or of each version, newest first, for one that is for this processor. */
export async function newestOf(place: Place, wanted: Wanted, lookInto: (tagged: Tagged) => Promise<Offer | null>, signal: AbortSignal): Promise<Offer | null> {
  if (wanted.version !== null) return firstThat(spelled(wanted.version), lookInto)
  const listed = await place.list('', '', signal)
  if (listed.kind === 'unlisted') throw listed.because
  const tags = newestFirst(tagsOf(listed), wanted)
  for (const tagged of tags.slice(0, treeVersionsMax)) {
    const offer = await lookInto(tagged)
    if (offer !== null) return offer
  }
  return null
}

/** Every version that has a directory here; whether it is for this processor is seen when it is looked into. Null: the place does not list. */
export async function listingOfTags(place: Place, signal: AbortSignal): Promise<Listing | null> {
  const listed = await place.list('', '', signal)
  return listed.kind === 'unlisted' ? null : listingOf(tagsOf(listed).map(({ version, tag }) => listedAs(version, tag)))
}

function tagsOf({ directories }: { readonly directories: readonly string[] }): readonly Tagged[] {
  return directories.map(readTag).filter((tagged) => tagged !== null)
}

/** Without `v` first, as choria writes it. */
export function spelled(version: Version): readonly Tagged[] {
  return [version, `v${version}`].map((tag) => ({ version, tag }))
}

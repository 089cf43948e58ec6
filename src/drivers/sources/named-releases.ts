import { failure, type Failure } from '../../errors.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import type { Listing } from '../../release/listing.ts'
import { type Asked, listingNamed, newestNamed } from '../../release/newest.ts'
import { expandTemplate } from '../../release/platform.ts'
import type { Version } from '../../release/version.ts'
import type { Offer, Source } from '../../upgrade/ports.ts'
import { beginningOf } from './artifact-template.ts'
import type { SourceTools } from './driver.ts'
import { firstThat, fromStart, type Place } from './place.ts'
import { listingOfTags, newestOf, spelled } from './release-tree.ts'

export interface NamedReleases {
  readonly template: string
  /** `flat`: all releases side by side. `versions`: each in a directory that is called like its version. */
  readonly layout: 'flat' | 'versions'
}

/** Releases that are recognised by the names of their archives, in a place that lists. */
export function namedReleases(place: Place, { template, layout }: NamedReleases, { architecture }: Pick<SourceTools, 'architecture'>): Source {
  const naming = { template, architecture }
  const newestIn = async (directory: string, asked: Asked, signal: AbortSignal): Promise<Offer | null> => {
    const listed = await place.list(directory, beginningOf(template), signal)
    if (listed.kind === 'unlisted') return asked.version === null ? refuse(listed.because) : firstThere(directory, asked.version, signal)
    const newest = newestNamed(listed.files, naming, asked)
    return newest === null ? null : { ...newest, origin: place.shown(directory + newest.artifact) }
  }
  const firstThere = async (directory: string, version: Version, signal: AbortSignal): Promise<Offer | null> => {
    return firstThat(expandTemplate(template, { version, architecture }), async (name) => {
      const opened = await place.open(directory + name, fromStart, signal)
      await opened?.close()
      return opened === null ? null : { version, artifact: parseArtifactName(name), origin: place.shown(directory + name) }
    })
  }
  const listFlat = async (signal: AbortSignal): Promise<Listing | null> => {
    const listed = await place.list('', beginningOf(template), signal)
    return listed.kind === 'unlisted' ? null : listingNamed(listed.files, naming)
  }
  return {
    list: (signal) => (layout === 'flat' ? listFlat(signal) : listingOfTags(place, signal)),
    async find(wanted, signal) {
      if (layout === 'flat') return newestIn('', wanted, signal)
      return newestOf(place, wanted, ({ tag, version }) => newestIn(`${tag}/`, { version, channel: null }, signal), signal)
    },
    async open(offer, name, resume, signal) {
      const directories = layout === 'flat' ? [''] : spelled(offer.version).map(({ tag }) => `${tag}/`)
      const directory = directories.find((one) => place.shown(one + offer.artifact) === offer.origin)
      if (directory === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not an address of this source any more`)
      return place.open(directory + name, resume, signal)
    },
  }
}

function refuse(because: Failure): never {
  throw because
}

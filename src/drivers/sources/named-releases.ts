import { failure, isFailure, type Failure } from '../../errors.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import { type Asked, newestNamed } from '../../release/newest.ts'
import { expandTemplate } from '../../release/platform.ts'
import type { Version } from '../../release/version.ts'
import type { Offer, Source } from '../../upgrade/ports.ts'
import { beginningOf } from './artifact-template.ts'
import type { SourceTools } from './driver.ts'
import { treeVersionsMax } from './limits.ts'
import { fromStart, type Place } from './place.ts'
import { listedTags, spelled } from './release-tree.ts'

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
    const names = expandTemplate(template, { version, architecture })
    const name = await firstReadable(place, names.map((one) => directory + one), signal)
    return name === null ? null : { version, artifact: parseArtifactName(name.slice(directory.length)), origin: place.shown(name) }
  }
  return {
    async find(wanted, signal) {
      if (layout === 'flat') return newestIn('', wanted, signal)
      const tags = wanted.version === null ? await listedTags(place, wanted, signal) : spelled(wanted.version)
      for (const { tag, version } of tags.slice(0, treeVersionsMax)) {
        const offer = await newestIn(`${tag}/`, { version, channel: null }, signal)
        if (offer !== null) return offer
      }
      return null
    },
    async open(offer, name, resume, signal) {
      const directories = layout === 'flat' ? [''] : spelled(offer.version).map(({ tag }) => `${tag}/`)
      const directory = directories.find((one) => place.shown(one + offer.artifact) === offer.origin)
      if (directory === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not an address of this source any more`)
      return place.open(directory + name, resume, signal)
    },
  }
}

/**
 * Public buckets often let everybody read and nobody list; then one that is asked for what is not there may say "forbidden", too.
 * So a refusal counts only when no name of the release could be read.
 */
async function firstReadable(place: Place, paths: readonly string[], signal: AbortSignal): Promise<string | null> {
  let refusal: Failure | null = null
  for (const path of paths) {
    try {
      const opened = await place.open(path, fromStart, signal)
      await opened?.close()
      if (opened !== null) return path
    } catch (thrown) {
      if (!isFailure(thrown) || thrown.code !== 'PERMISSION') throw thrown
      refusal ??= thrown
    }
  }
  return refusal === null ? null : refuse(refusal)
}

function refuse(because: Failure): never {
  throw because
}

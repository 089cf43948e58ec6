import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import { expandTemplate, matchTemplate } from '../../release/platform.ts'
import { archivesFor } from '../../release/recognise/archives.ts'
import { compareVersions, readTag, type Version, versionsIn } from '../../release/version.ts'
import type { Offer, Source, Wanted } from '../../upgrade/ports.ts'
import type { SourceTools } from './driver.ts'
import { namesIn, openLocalFile } from './local-files.ts'

export interface BundleWanted {
  /** A directory with one release: its archive, and what is signed, side by side. */
  readonly path: string
  /** What the app's own source calls the archive; null where it has no name of its own. */
  readonly template: string | null
  readonly app: string
}

/**
 * One release that somebody carried here. Hearsay like any other: its name and its directory's only say where to look, and the signature says what it is. It is no
 * driver that an app's file could name: who asks for it names a directory.
 */
export function bundleSource(wanted: BundleWanted, tools: SourceTools): Source {
  return {
    async find(asked) {
      const names = await namesIn(wanted.path, { key: 'the bundle', disk: tools.disk })
      const found = named(names, wanted, asked, tools) ?? called(names, wanted, asked, tools) ?? guessed(names, wanted, asked, tools)
      if (found === null) throw nothingIn(wanted, asked, names)
      return { ...found, origin: posix.join(wanted.path, found.artifact) }
    },
    open: (_, name, resume) => openLocalFile(posix.join(wanted.path, name), resume, tools.files),
  }
}

type Found = Omit<Offer, 'origin'> | null

/** The channel has no say in where to look: a bundle is one release, and whether it may be taken is decided afterwards, with a reason. */
function named(names: readonly string[], { template }: BundleWanted, { version }: Wanted, { architecture }: SourceTools): Found {
  if (template === null || !isVersioned(template)) return null
  const releases = names.flatMap((name) => {
    const said = matchTemplate(template, name)
    const isOurs = said !== null && said.version !== null && (said.architecture === null || said.architecture === architecture)
    return isOurs && said.version !== null && (version === null || said.version === version) ? [{ version: said.version, artifact: parseArtifactName(name) }] : []
  })
  return releases.toSorted((a, b) => compareVersions(b.version, a.version))[0] ?? null
}

/** The archive has the same name in every version: then the version is asked for, or stands in the directory's name (`acme-v1.2.3.bundle`). */
function called(names: readonly string[], { template, path }: BundleWanted, { version }: Wanted, { architecture }: SourceTools): Found {
  const meant = version ?? versionOf(path)
  if (template === null || isVersioned(template) || meant === null) return null
  const artifact = expandTemplate(template, { version: meant, architecture }).find((name) => names.includes(name))
  return artifact === undefined ? null : { version: meant, artifact: parseArtifactName(artifact) }
}

/** Nobody says what it is called: the one file that looks like a release for this machine. */
function guessed(names: readonly string[], { path, app, template }: BundleWanted, asked: Wanted, { architecture }: SourceTools): Found {
  const said = asked.version ?? versionOf(path) ?? names.flatMap((name) => [...versionsIn(name)])[0] ?? null
  if (said === null || template !== null) return null
  const its = names.filter((name) => versionsIn(name).every((version) => version === said))
  const [archive] = archivesFor({ version: said, names: its, architecture, app }, packings)
  return archive === undefined ? null : { version: said, artifact: parseArtifactName(archive.name) }
}

/** Most telling first; a bare program last. */
const packings = ['.tar.gz', '.tgz', '.tar.xz', '.txz', '.tar.zst', '.tzst', '.tar.bz2', '.tbz2', '.zip', '.gz', '.xz', '.zst', '.bz2', ''] as const

const isVersioned = (template: string): boolean => /\{(?:tag|version)\}/.test(template)

function versionOf(path: string): Version | null {
  const stem = posix.basename(path).replace(/\.bundle$/, '')
  return readTag(stem)?.version ?? versionsIn(stem)[0] ?? null
}

function nothingIn({ path, template }: BundleWanted, { version }: Wanted, names: readonly string[]): Error {
  const what = version === null ? 'no release for this machine' : `no release ${version} for this machine`
  const looked = template === null ? '' : `; it would be called ${quoted(template)}`
  return failure('REFUSED', `the bundle ${quoted(posix.basename(path))} holds ${what}${looked}`, {
    next: `It holds ${names.slice(0, 8).map((name) => quoted(name, 80)).join(', ')}. Where the archive's name has no version, say it in the bundle's: acme-v1.2.3.bundle.`,
  })
}

import { posix } from 'node:path'
import * as v from 'valibot'
import { failure, isFailure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { FileFacts } from '../../host/types.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import { checkTemplate, matchTemplate } from '../../release/platform.ts'
import { compareVersions, isPrerelease, type Version } from '../../release/version.ts'
import type { ByteStream, Offer, Opened, Resume, Source, Wanted } from '../../upgrade/ports.ts'
import type { SourceDriver, SourceTools } from './driver.ts'

const schema = v.strictObject({
  kind: v.pipe(v.literal('directory'), v.description('releases in a local directory: hosts without a network')),
  path: v.pipe(
    v.string('must be text in quotation marks'),
    v.check((text) => posix.isAbsolute(text) && posix.normalize(text) === text, 'must be a whole path, from /, in its shortest form'),
    v.description('the directory; release archives and signed lists lie in it side by side'),
  ),
  artifact: v.pipe(
    v.string('must be text in quotation marks'),
    v.check((text) => templateFault(text) === null, (issue) => templateFault(issue.input) ?? ''),
    v.description('name of the release archive, with {tag} (v1.2.3 or 1.2.3), {version} (1.2.3), {arch} and {os}'),
  ),
})
type DirectorySettings = v.InferOutput<typeof schema>

/** An air gap: somebody carried the files here. They are hearsay like any other (PackageKit CVE-2020-16122). */
export const directory: SourceDriver = {
  kind: 'directory',
  schema,
  make: (settings, tools) => directorySource(v.parse(schema, settings), tools),
}

function directorySource(settings: DirectorySettings, tools: SourceTools): Source {
  return {
    async find(wanted) {
      const names = (await namesIn(settings.path, tools)).map((name) => readName(settings.artifact, name, tools))
      const offered = names.filter((offer) => offer !== null && isWanted(offer.version, wanted))
      const [newest] = offered.filter((offer) => offer !== null).toSorted((a, b) => compareVersions(b.version, a.version))
      return newest === undefined ? null : { ...newest, origin: posix.join(settings.path, newest.artifact) }
    },
    open: (_, name, resume) => openFile(posix.join(settings.path, name), resume, tools),
  }
}

async function namesIn(path: string, tools: SourceTools): Promise<readonly string[]> {
  const facts = await tools.disk.look(path)
  if (facts === null) throw failure('UNAVAILABLE', `the directory ${quoted(path)} does not exist`, { next: 'Mount it, or correct source.path.' })
  // Whoever can turn a link can turn it between our reading and our opening.
  if (facts.kind !== 'directory') throw failure('REFUSED', `${quoted(path)} is no directory${facts.kind === 'symlink' ? ' but a link' : ''}`, { next: 'Give the path that is meant in source.path.' })
  return (await tools.disk.list(path)) ?? []
}

type Found = Pick<Offer, 'version' | 'artifact'>

function readName(template: string, name: string, tools: SourceTools): Found | null {
  const matched = matchTemplate(template, name)
  if (matched === null || matched.version === null) return null
  if (matched.architecture !== null && matched.architecture !== tools.architecture) return null
  return { version: matched.version, artifact: parseArtifactName(name) }
}

/** An exact version is taken as it is; otherwise a pre-release only by the channel that it is named after (`1.0.0-beta.2`: beta). */
function isWanted(version: Version, wanted: Wanted): boolean {
  if (wanted.version !== null) return version === wanted.version
  return !isPrerelease(version) || (wanted.channel !== null && version.slice(version.indexOf('-') + 1).startsWith(wanted.channel))
}

async function openFile(path: string, resume: Resume, tools: SourceTools): Promise<Opened | null> {
  const file = await tools.files.open(path)
  if (file === null) return null
  const validator = validatorOf(file.facts)
  const fromByte = resume.validator === validator && resume.fromByte <= file.facts.sizeBytes ? resume.fromByte : 0
  const rest = file.bytes({ fromByte, sizeBytesMax: file.facts.sizeBytes - fromByte })
  return { fromByte, sizeBytes: file.facts.sizeBytes, validator, bytes: closing(rest, () => file.close()), close: () => file.close() }
}

/** Another file, another size or another moment is another validator. */
function validatorOf(facts: FileFacts): string {
  return `"${facts.device}-${facts.inode}-${facts.sizeBytes}-${facts.modifiedAtMs}"`
}

async function* closing(bytes: ByteStream, close: () => Promise<void>): ByteStream {
  try {
    yield* bytes
  } finally {
    await close()
  }
}

function templateFault(text: string): string | null {
  try {
    checkTemplate(text)
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.message
    throw thrown
  }
  return /\{(?:tag|version)\}/.test(text) ? null : 'must hold {tag} or {version}: that is how releases are told apart'
}

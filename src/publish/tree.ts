import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { parseReleaseJson } from '../formats/manifest/release-json.ts'
import { quoted } from '../formats/printable.ts'
import { parseArtifactName } from '../release/artifact.ts'
import { trustedCommentOf } from './claims.ts'
import { compress } from './compress.ts'
import { bodyOf, localFile, type LocalFile } from './local-file.ts'
import type { PublishTools, Signs } from './ports.ts'
import { ensureDirectory, partial, putFile, putInPlace } from './put-file.ts'
import { realDirectory } from './real-directory.ts'

/** One binary, for a repository as go-updater reads it. All paths are absolute. */
export interface TreeWanted {
  readonly binary: string
  /** As its readers will ask for it, with or without `v`. */
  readonly version: string
  /** As Go spells them. */
  readonly os: string
  readonly architecture: string
  readonly repository: string
  readonly keep: 'compressed' | 'both'
  readonly onto: 'nothing' | 'anything'
  readonly sign: Signs | null
}

export interface TreeReport {
  readonly binary: string
  readonly version: string
  readonly os: string
  readonly architecture: string
  /** Of the uncompressed bytes, lower-case hex. */
  readonly sha256: string
  /** What was written, in order. */
  readonly files: readonly string[]
}

const specName = 'release.json'
const signatureName = `${specName}.minisig`

/**
 * Adds a binary to a repository tree: what `update-repo` does, with the same names, bytes and refusals. The file that readers ask for
 * first comes last, so that whoever finds a release finds all of it.
 */
export async function publishTree(wanted: TreeWanted, tools: PublishTools, signal: AbortSignal): Promise<TreeReport> {
  const { version, os, architecture } = wanted
  const binary = await localFile(tools.files, wanted.binary)
  const directory = posix.join(await repositoryOf(wanted, tools), checked(version), checked(os), checked(architecture))
  const plain = posix.join(directory, parseArtifactName(`${binary.name}-${os}-${architecture}-${version}`))
  if (wanted.onto === 'nothing' && (await tools.disk.look(`${plain}.bz2`)) !== null) {
    throw failure('REFUSED', `${quoted(`${plain}.bz2`)} already exists`, { next: 'A published version is never changed: publish a newer one, or overwrite it with --force.' })
  }
  if (wanted.sign === null && (await tools.disk.look(posix.join(directory, signatureName))) !== null) {
    throw failure('REFUSED', `there is a ${signatureName} in ${quoted(directory)}, and this release would not be signed`, { next: 'Sign it with --key, or take the old signature away.' })
  }
  await ensureDirectory(tools.disk, directory)
  const written = await putBinary(wanted, { plain, binary }, tools, signal)
  const spec = specOf(posix.basename(`${plain}.bz2`), binary.sha256)
  for (const [name, bytes] of specFiles(spec, wanted, tools)) {
    await putFile(tools, posix.join(directory, name), bodyOf(bytes))
    written.push(posix.join(directory, name))
  }
  return { binary: binary.name, version, os, architecture, sha256: binary.sha256, files: written }
}

interface Binary { readonly plain: string; readonly binary: LocalFile }

/** Copied, checked, compressed, and only then given its name. */
async function putBinary({ keep }: TreeWanted, { plain, binary }: Binary, tools: PublishTools, signal: AbortSignal): Promise<string[]> {
  const { disk } = tools
  // bzip2 names its output after its input: both are called partial until they are whole.
  const work = partial(plain)
  try {
    await disk.remove(`${work}.bz2`)
    await putFile(tools, work, binary)
    await refuseOtherBytes(disk, work, binary)
    await compress(tools, work, signal)
    if ((await disk.look(`${work}.bz2`)) === null) throw failure('IO', `compression did not create ${quoted(`${work}.bz2`)}`)
    await disk.syncFile(`${work}.bz2`)
    await disk.rename(`${work}.bz2`, `${plain}.bz2`)
    if (keep === 'both') await putInPlace(disk, plain)
    await disk.syncDirectory(posix.dirname(plain))
    return keep === 'both' ? [`${plain}.bz2`, plain] : [`${plain}.bz2`]
  } finally {
    for (const path of [work, `${work}.bz2`]) await disk.remove(path).catch(() => {})
  }
}

/** As update-repo does: what the disk gives back is what will be served, whatever was written. */
async function refuseOtherBytes(disk: PublishTools['disk'], path: string, { sha256, path: from }: LocalFile): Promise<void> {
  if ((await disk.sha256(path)) !== sha256) throw failure('IO', `the copy of ${quoted(from)} does not have the same checksum`, { next: 'Look at the disk: it does not keep what is written to it.' })
}

async function repositoryOf({ repository }: TreeWanted, { disk }: PublishTools): Promise<string> {
  const real = await realDirectory(disk, repository)
  const facts = await disk.look(real)
  if (facts === null) throw failure('USAGE', `the repository ${quoted(repository)} does not exist`, { next: `mkdir ${repository}` })
  if (facts.kind !== 'directory') throw failure('USAGE', `the repository ${quoted(repository)} is not a directory`)
  return real
}

/** The signature before what it signs: who reads the release and then its signature must not find the one of before. */
function* specFiles(spec: Buffer, { version, sign }: TreeWanted, { clock }: PublishTools): Iterable<readonly [string, Uint8Array]> {
  if (sign !== null) yield [signatureName, sign(spec, trustedCommentOf({ file: specName, version, atMs: clock.nowMs(), bestBeforeMs: null, comment: null }))]
  yield [specName, spec]
}

/** One line without a line feed, and `&`, `<` and `>` escaped: byte for byte what Go's encoder writes. */
function specOf(binary: string, hash: string): Buffer {
  const text = JSON.stringify({ binary, hash }).replaceAll(/[&<>]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)
  const spec = Buffer.from(text)
  parseReleaseJson(spec, specName)
  return spec
}

/** Each of these is one directory of the tree. */
function checked(word: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(word)) return word
  throw failure('USAGE', `${quoted(word, 80)} cannot be a directory of the repository`, { next: 'Versions look like 1.2.3, systems like linux, processors like amd64.' })
}

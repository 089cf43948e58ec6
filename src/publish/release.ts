import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { parseVersion, versionsIn } from '../release/version.ts'
import { bestBeforeMarker } from './best-before.ts'
import { checksumList, listName, signatureNames } from './checksum-list.ts'
import { trustedCommentOf } from './claims.ts'
import type { SignsPlainly } from './ecdsa-signer.ts'
import { artifactsMax, signatureBytesMax } from './limits.ts'
import { bodyOf, localFile, type LocalFile } from './local-file.ts'
import { type ManifestWanted, manifestWith } from './manifest-with.ts'
import type { Body, PublishTools, Signs, Store } from './ports.ts'

/** A release to be made of these files. */
export interface ReleaseWanted {
  /** Absolute paths. */
  readonly artifacts: readonly string[]
  /** The tag, with or without `v`. */
  readonly version: string
  readonly bestBeforeMs: number | null
  readonly comment: string | null
  readonly onto: 'nothing' | 'anything'
  readonly sign: Signs | null
  /** A second signature, for readers of another kind; either may be left out. */
  readonly signPlainly: SignsPlainly | null
  readonly manifest: ManifestWanted | null
}
/** Where a release goes: first all of it here, then all of it there. */
export interface ReleaseStores {
  readonly here: Store
  /** Holds the manifest; the same as `here` where they lie together. */
  readonly manifests: Store
  readonly there: Store | null
}

export interface ReleaseReport {
  readonly version: string
  readonly files: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[]
  readonly signed: 'yes' | 'no'
  /** Null: no manifest, or this release is in no channel. */
  readonly channel: string | null
  /** Where it can be found now. */
  readonly where: readonly string[]
}

/**
 * Makes a release that others can verify. What a reader asks for first is put last (artifacts, list, signature, manifest), so that at no
 * instant a release can be found of which a part is missing.
 */
export async function publishRelease(wanted: ReleaseWanted, stores: ReleaseStores, tools: PublishTools): Promise<ReleaseReport> {
  const made = await make(wanted, tools)
  const sidecars = [...made.first.filter((one) => one.name === listName), ...made.last].map((one) => ({ name: one.name, sizeBytes: one.body.sizeBytes }))
  // Made before anything is put: what it refuses must not leave half a release behind.
  const manifest = wanted.manifest === null ? null : await manifestWith(wanted.manifest, { version: wanted.version, atMs: tools.clock.nowMs(), artifacts: made.artifacts, sidecars }, stores)
  const prefix = wanted.manifest?.prefix ?? ''
  for (const name of signatureNames.filter((one) => !made.last.some((own) => own.name === one))) {
    await refuseOldSignature(stores.here, name)
    if (stores.there !== null) await refuseOldSignature(stores.there, prefix + name)
  }
  await putAll(stores.here, made, { prefix: '', onto: wanted.onto })
  if (manifest !== null) await stores.manifests.put(manifest.name, manifest.body, 'anything')
  if (stores.there !== null) {
    await putAll(stores.there, made, { prefix, onto: wanted.onto })
    if (manifest !== null) await stores.there.put(manifest.name, manifest.body, 'anything')
    await stores.there.finish()
  }
  return {
    version: wanted.version, signed: made.last.length === 0 ? 'no' : 'yes', channel: manifest?.channel ?? null,
    files: [...made.first, ...made.last].map(({ name, body }) => ({ name, sizeBytes: body.sizeBytes, sha256: body.sha256 })),
    where: [stores.here.where, ...(stores.there === null ? [] : [stores.there.where])],
  }
}

interface Named { readonly name: string; readonly body: Body }
interface Made {
  readonly artifacts: readonly LocalFile[]
  /** In the order in which they are put. Signatures are replaced: each has its own time, and says the same. */
  readonly first: readonly Named[]
  readonly last: readonly Named[]
}

async function make(wanted: ReleaseWanted, { files, clock }: PublishTools): Promise<Made> {
  const artifacts = await artifactsOf(wanted, files)
  const marker = wanted.bestBeforeMs === null ? [] : [bestBeforeMarker(wanted.bestBeforeMs)]
  const list = checksumList([...artifacts, ...marker])
  const claims = { file: listName, version: wanted.version, atMs: clock.nowMs(), bestBeforeMs: wanted.bestBeforeMs, comment: wanted.comment }
  const signatures = [wanted.sign?.(list, trustedCommentOf(claims)) ?? null, wanted.signPlainly?.(list) ?? null]
  return {
    artifacts,
    first: [...artifacts.map((file) => ({ name: file.name, body: file })), ...marker.map(({ name }) => ({ name, body: bodyOf(Buffer.alloc(0)) })), { name: listName, body: bodyOf(list) }],
    last: signatureNames.flatMap((name, index) => { const bytes = signatures[index] ?? null; return bytes === null ? [] : [{ name, body: bodyOf(bytes) }] }),
  }
}

async function artifactsOf({ artifacts, version }: ReleaseWanted, files: PublishTools['files']): Promise<readonly LocalFile[]> {
  if (artifacts.length === 0) throw failure('USAGE', 'no artifact was named')
  if (artifacts.length > artifactsMax) throw failure('USAGE', `a release has at most ${artifactsMax} artifacts, not ${artifacts.length}`)
  for (const path of artifacts) refuseOther(posix.basename(path), version)
  const read: LocalFile[] = []
  for (const path of artifacts) read.push(await localFile(files, path))
  return read
}

/** Readers bind the version to the name: `acme-v1.9.0…` among the files of 2.0.0 would be refused by each of them, or worse, taken. */
function refuseOther(name: string, version: string): void {
  const named = versionsIn(name)
  if (named.length > 0 && !named.includes(parseVersion(version))) throw failure('USAGE', `${quoted(name)} names another version than ${version}`)
  if (name.startsWith('BEST-BEFORE-')) throw failure('USAGE', `${quoted(name)} says until when a list may be believed, and is no artifact`, { next: '--best-before makes it.' })
}

/** It would lie beside a list that it was not made for, and every reader would cry forgery. */
async function refuseOldSignature(store: Store, name: string): Promise<void> {
  if ((await store.get(name, signatureBytesMax)) !== null)
    throw failure('REFUSED', `there is a ${posix.basename(name)} in ${store.where}, and this list would not be signed so`, { next: 'Sign it with the same kind of key, or take the old signature away.' })
}

async function putAll(store: Store, made: Made, { prefix, onto }: { readonly prefix: string; readonly onto: 'nothing' | 'anything' }): Promise<void> {
  for (const { name, body } of made.first) await store.put(prefix + name, body, onto)
  for (const { name, body } of made.last) await store.put(prefix + name, body, 'anything')
}

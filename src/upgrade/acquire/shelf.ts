import { posix } from 'node:path'
import { failure, isFailure } from '../../errors.ts'
import type { Disk, ReadsDisk } from '../../host/types.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import { removeTree } from '../admit/directory-tree.ts'
import { recordBytesMax, shelfEntriesKept, shelfEntriesMax } from '../limits.ts'
import type { Wanted } from '../ports.ts'
import type { Acquired } from '../run.ts'
import { digest, formatRecord, parseRecord, type ShelfRecord } from './shelf-record.ts'

/**
 * Where verified releases wait, complete: `<shelf>/<sha256>/` with the artifact, its sidecars and a record. Unfinished work is named
 * `.partial`. That an entry exists proves nothing: whoever uses it verifies it again (formats.md 3.7: wattcloud did not).
 */
export const entryOf = (shelf: string, sha256: string): string => posix.join(shelf, sha256)
export const artifactPathOf = (entry: string): string => posix.join(entry, 'artifact')
export const sidecarPathOf = (entry: string, name: ArtifactName): string => posix.join(entry, `sidecar.${name}`)
const recordPathOf = (entry: string): string => posix.join(entry, 'offer.json')
const pointerOf = (shelf: string): string => posix.join(shelf, 'acquired.json')

/** Group-writable: the half that uses the shelf is in our group, and has no other right to tidy up. */
export const shelfDirectoryMode = 0o775
const fileMode = 0o644

/** Moves a finished download onto the shelf with everything it was believed by. Returns when it is durable. */
export async function shelve(disk: Disk, shelf: string, record: ShelfRecord, from: { readonly artifactPath: string; readonly sidecars: ReadonlyMap<ArtifactName, Uint8Array> }): Promise<void> {
  const entry = entryOf(shelf, record.sha256)
  const unfinished = `${entry}.partial`
  await removeTree(disk, unfinished)
  await disk.makeDirectory(unfinished, shelfDirectoryMode)
  for (const [name, bytes] of from.sidecars) await createDurable(disk, sidecarPathOf(unfinished, name), bytes)
  await createDurable(disk, recordPathOf(unfinished), formatRecord(record))
  await disk.rename(from.artifactPath, artifactPathOf(unfinished))
  await disk.syncDirectory(unfinished)
  await removeTree(disk, entry)
  await disk.rename(unfinished, entry)
  await disk.syncDirectory(shelf)
}

/** Says which entry the last acquisition ended with. Written last, and only once the entry is durable. */
export async function pointTo(disk: Disk, shelf: string, record: ShelfRecord): Promise<void> {
  const path = pointerOf(shelf)
  await disk.remove(`${path}.partial`)
  await createDurable(disk, `${path}.partial`, formatRecord(record))
  await disk.rename(`${path}.partial`, path)
  await disk.syncDirectory(shelf)
}

/** Nothing was acquired, so far. May be repeated. */
export async function forgetPointer(disk: Disk, shelf: string): Promise<void> {
  await disk.remove(pointerOf(shelf))
}

/**
 * What the harmless half acquired last: hearsay. Null when it found nothing that may be taken, REFUSED when it is another version than the
 * one that is wanted: whoever broke the acquiring half must not choose.
 */
export async function readAcquired(disk: ReadsDisk, shelf: string, wanted: Wanted): Promise<Acquired | null> {
  const record = await readRecord(disk, pointerOf(shelf))
  if (record === null) return null
  if (wanted.version !== null && record.version !== wanted.version) throw failure('REFUSED', `version ${wanted.version} is wanted, but ${record.version} was acquired`)
  return { version: record.version, sha256: record.sha256 }
}

/** The record of one entry; null when there is no such entry. DATA when it is damaged, or belongs to another one. */
export async function readEntry(disk: ReadsDisk, shelf: string, sha256: string): Promise<ShelfRecord | null> {
  const record = await readRecord(disk, recordPathOf(entryOf(shelf, digest(sha256))))
  if (record !== null && record.sha256 !== sha256) throw failure('DATA', `the shelf's entry ${sha256} holds the record of ${record.sha256}`)
  return record
}

/** All entries, newest first; what cannot be read is passed over, and thrown away by `tidy`. */
export async function entriesOf(disk: ReadsDisk, shelf: string): Promise<readonly ShelfRecord[]> {
  const names = ((await disk.list(shelf)) ?? []).filter((name) => /^[0-9a-f]{64}$/.test(name)).slice(0, shelfEntriesMax)
  const records: ShelfRecord[] = []
  for (const name of names) {
    const record = await readEntry(disk, shelf, name).catch(nullIfDamaged)
    if (record !== null) records.push(record)
  }
  return records.toSorted((a, b) => b.atMs - a.atMs)
}

/** Removes leftovers of crashed runs, damaged entries, and all but the newest releases. */
export async function tidy(disk: Disk, shelf: string): Promise<void> {
  const kept = (await entriesOf(disk, shelf)).slice(0, shelfEntriesKept).map((record) => record.sha256)
  for (const name of (await disk.list(shelf)) ?? [])
    if (!kept.includes(name) && name !== posix.basename(pointerOf(shelf))) await removeTree(disk, posix.join(shelf, name))
}

async function readRecord(disk: ReadsDisk, path: string): Promise<ShelfRecord | null> {
  const bytes = await disk.read(path, recordBytesMax)
  return bytes === null ? null : parseRecord(bytes, path)
}

function nullIfDamaged(thrown: unknown): null {
  if (isFailure(thrown) && (thrown.code === 'DATA' || thrown.code === 'IO')) return null
  throw thrown
}

async function createDurable(disk: Disk, path: string, content: Uint8Array): Promise<void> {
  await disk.create(path, content, fileMode)
  await disk.syncFile(path)
}

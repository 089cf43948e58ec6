import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Archive, ArchiveFile, ArchiveLimits, Member } from '../../src/upgrade/ports.ts'
import { anArchiveFile } from '../support/an-archive-file.ts'
import { rejectsWithFailure } from '../support/throws.ts'

export const plenty: ArchiveLimits = { unpackedBytesMax: 2 ** 30, entriesMax: 10_000 }
const never = new AbortController().signal

export interface PackedArchive { /** `unframed`: nothing in the file says where it ends. */ readonly ends?: 'unframed'; readonly bytes: Buffer; readonly files: Readonly<Record<string, Buffer>> }

/** Everything in it, read to the end: path → content, a directory's being null. */
export async function contentsOf(archive: Archive, file: ArchiveFile, limits: ArchiveLimits = plenty, signal: AbortSignal = never): Promise<Map<string, Buffer | null>> {
  const found = new Map<string, Buffer | null>()
  for await (const member of archive.members(file, limits, signal)) found.set(member.path, member.kind === 'directory' ? null : await drained(member))
  return found
}

async function drained(member: Member): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of member.bytes) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** What every archive format must do with an honest archive, and with an impatient reader. */
export function archiveContract(kind: string, archive: Archive, packed: PackedArchive): void {
  const file = anArchiveFile(packed.bytes, 1000)
  const totalBytes = Object.values(packed.files).reduce((sum, file) => sum + file.length, 0)

  test(`${kind}: hands over every member, whole and in order`, async () => {
    const contents = await contentsOf(archive, file)
    for (const [path, content] of Object.entries(packed.files)) assert.deepEqual(contents.get(path), content, path)
  })

  test(`${kind}: a member that is not read is skipped`, async () => {
    const paths: string[] = []
    for await (const member of archive.members(file, plenty, never)) if (member.kind === 'file') paths.push(member.path)
    assert.deepEqual(paths, Object.keys(packed.files))
  })

  test(`${kind}: whoever stops asking lets go of the bytes`, async () => {
    let open: boolean | null = null
    const watched: ArchiveFile = { ...file, async *bytes(range) {
      open = true
      try {
        yield* file.bytes(range)
      } finally {
        open = false
      }
    } }
    for await (const _ of archive.members(watched, plenty, never)) break
    assert.notEqual(open, true)
  })

  test(`${kind}: the limits hold to the byte and to the entry`, async () => {
    const entries = (await contentsOf(archive, file)).size
    await contentsOf(archive, file, { unpackedBytesMax: totalBytes, entriesMax: entries })
    await assert.rejects(contentsOf(archive, file, { unpackedBytesMax: totalBytes - 1, entriesMax: entries }), /unpacks to more than|larger than/)
    await assert.rejects(contentsOf(archive, file, { unpackedBytesMax: totalBytes, entriesMax: entries - 1 }), /more than \d+ entries/)
  })

  test(`${kind}: gives up when it is told to`, async () => {
    await rejectsWithFailure('IO', /given up/, contentsOf(archive, file, plenty, AbortSignal.abort(new Error('late'))))
  })

  test(`${kind}: a failure of the bytes leaves as it is`, async () => {
    const broken: ArchiveFile = { ...file, async *bytes() {
      yield* []
      throw new Error('disk')
    } }
    await assert.rejects(contentsOf(archive, broken), /disk/)
  })

  if (packed.ends !== 'unframed') test(`${kind}: cut off anywhere, it is refused`, async () => {
    for (const at of [0, 1, 20, Math.floor(packed.bytes.length / 2), packed.bytes.length - 1])
      await rejectsWithFailure('DATA', /./, contentsOf(archive, anArchiveFile(packed.bytes.subarray(0, at))))
  })
}

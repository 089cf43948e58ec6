import { archiveOf } from '../../drivers/archives/table.ts'
import { failure, isFailure } from '../../errors.ts'
import { locateFiles } from '../../formats/archive/archive-content.ts'
import { readElf } from '../../formats/elf.ts'
import type { Machine } from '../../host/types.ts'
import type { Architecture } from '../../release/platform.ts'
import { archiveFile } from '../../upgrade/admit/archive-file.ts'
import type { Member, Offer, Opened, Source } from '../../upgrade/ports.ts'
import { lookedArchiveBytesMax, lookedEntriesMax, lookedHeadBytes, lookedUnpackedBytesMax, programsMax } from './limits.ts'

/** What lies in an archive that nobody has verified: names and first bytes. Nothing of it is kept or run. */
export interface Listed { readonly programs: readonly string[]; readonly units: readonly string[] }
export interface LooksInside { readonly machine: Pick<Machine, 'disk' | 'files' | 'randomness' | 'decompressors'>; readonly architecture: Architecture; readonly temporary: string }

/** Programs and unit files in the offered archive, without its top directory. DATA when it holds what no release may hold. */
export async function contentsOf(offer: Offer, source: Source, tools: LooksInside, signal: AbortSignal): Promise<Listed> {
  const { disk } = tools.machine
  const directory = `${tools.temporary}/app-upgrade-init-${tools.machine.randomness.hex(16)}`
  const path = `${directory}/archive`
  await disk.makeDirectory(directory, 0o700)
  try {
    await fetchInto(path, await opened(offer, source, signal), tools)
    return await listed(path, offer, tools, signal)
  } finally {
    await disk.remove(path)
    await disk.remove(directory)
  }
}

async function opened(offer: Offer, source: Source, signal: AbortSignal): Promise<Opened> {
  const answer = await source.open(offer, offer.artifact, { fromByte: 0, validator: null }, signal)
  if (answer === null) throw failure('UNAVAILABLE', `${offer.origin} is not there any more`)
  return answer
}

async function fetchInto(path: string, answer: Opened, { machine: { files } }: LooksInside): Promise<void> {
  const file = await files.create(path, null)
  let received = 0
  try {
    for await (const chunk of answer.bytes) {
      received += chunk.length
      if (received > lookedArchiveBytesMax) throw failure('DATA', `the archive is larger than ${lookedArchiveBytesMax} bytes`)
      await file.write(chunk)
    }
  } finally {
    await answer.close()
    await file.close()
  }
}

async function listed(path: string, { artifact }: Offer, { machine, architecture }: LooksInside, signal: AbortSignal): Promise<Listed> {
  const file = await machine.files.open(path)
  if (file === null) throw failure('IO', `'${path}' has vanished`)
  const members: ReadMember[] = []
  try {
    const archive = archiveOf(artifact, { decompressors: machine.decompressors, binaries: ['program'] })
    for await (const member of archive.members(archiveFile(file), { unpackedBytesMax: lookedUnpackedBytesMax, entriesMax: lookedEntriesMax }, signal)) {
      members.push({ path: member.path, kind: member.kind, mode: member.mode, head: await headOf(member.bytes) })
    }
  } finally {
    await file.close()
  }
  return listOf(members, architecture)
}

type ReadMember = Pick<Member, 'path' | 'kind' | 'mode'> & { readonly head: Uint8Array }

function listOf(members: readonly ReadMember[], architecture: Architecture): Listed {
  const { topDirectory } = locateFiles(members.map((one) => ({ path: one.path, kind: one.kind, sizeBytes: 0, mode: 0o644 as const })), [])
  const inside = members.filter(({ kind }) => kind === 'file').map((one) => ({ ...one, path: topDirectory === null ? one.path : one.path.slice(topDirectory.length + 1) }))
  return {
    programs: inside.filter((one) => isProgram(one, architecture)).slice(0, programsMax).map((one) => one.path),
    units: inside.flatMap((one) => /(?:^|\/)([A-Za-z0-9:_.-]+\.service)$/.exec(one.path)?.[1] ?? []).slice(0, programsMax),
  }
}

async function headOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const head: Uint8Array[] = []
  let room = lookedHeadBytes
  for await (const chunk of bytes) {
    if (room > 0) head.push(Uint8Array.from(chunk.subarray(0, room)))
    room -= Math.min(room, chunk.length)
  }
  return Buffer.concat(head)
}

/** An executable for this machine; scripts and libraries are for a person to add. A header cannot tell a static program from a library, so modes and names do. */
function isProgram({ path, mode, head }: ReadMember, architecture: Architecture): boolean {
  if (mode !== 0o755 || /\.so(?:\.|$)/.test(path)) return false
  try {
    return readElf(head)?.architecture === architecture
  } catch (thrown) {
    if (isFailure(thrown)) return false
    throw thrown
  }
}

import { bunzip2 } from '../../formats/bzip2/bzip2.ts'
import { checkXzLayout } from '../../formats/archive/xz-layout.ts'
import type { Decompressors } from '../../host/types.ts'
import type { ArchiveFile, ByteStream } from '../../upgrade/ports.ts'
import { whole } from './whole.ts'

/** How a stream of bytes is compressed, be it a tar archive or a single file. DATA for anything but exactly one whole file of its format. */
export type Packing = (file: ArchiveFile, outputBytesMax: number, decompressors: Decompressors) => ByteStream

export const gz: Packing = (file, outputBytesMax, { gunzip }) => gunzip(whole(file), outputBytesMax)

export const bz2: Packing = (file, outputBytesMax) => bunzip2(whole(file), outputBytesMax)

export const zst: Packing = (file, outputBytesMax, { unzstd }) => unzstd(whole(file), outputBytesMax)

export const xz: Packing = async function* (file, outputBytesMax, { unxz }) {
  await checkXzLayout(file)
  yield* unxz(whole(file), outputBytesMax)
}

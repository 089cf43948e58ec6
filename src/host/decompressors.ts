import type { Decompressors } from './types.ts'

/** Each is loaded for its first byte: most verbs unpack nothing, and zlib and a WebAssembly decoder are a good part of what a short one would take. */
export const decompressors: Decompressors = {
  async *gunzip(bytes, outputBytesMax) { yield* (await import('./gunzip.ts')).gunzip(bytes, outputBytesMax) },
  async *inflateRaw(bytes, outputBytesMax) { yield* (await import('./inflate.ts')).inflateRaw(bytes, outputBytesMax) },
  async *unxz(bytes, outputBytesMax) { yield* (await import('./unxz.ts')).unxz(bytes, outputBytesMax) },
  async *unzstd(bytes, outputBytesMax) { yield* (await import('./unzstd.ts')).unzstd(bytes, outputBytesMax) },
}

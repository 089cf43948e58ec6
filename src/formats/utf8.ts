/** Strict UTF-8: null for invalid bytes, never a replacement character, which would let two spellings meet. A BOM is kept, to be seen. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
export const byteOrderMark = '\ufeff'

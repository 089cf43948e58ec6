import { isFailure } from '../../errors.ts'
import { parseEcdsaKey } from '../../formats/ecdsa.ts'
import { keyFileBytesMax } from '../../formats/limits.ts'
import { parsePublicKey } from '../../formats/minisign/minisign.ts'
import { readPublicKey } from '../../formats/sigstore/public-key.ts'
import { utf8 } from '../../formats/utf8.ts'
import { publicKeys } from '../../release/recognise/signatures.ts'
import type { ReadsSidecar, TrustFound } from './trust-found.ts'

/** A public key that lies beside the release: whoever could exchange the release could exchange it as well. */
export interface HearsayKey { readonly text: string; readonly where: string }

const keysTriedMax = 4

/** The first key of the right kind among the files of the release; null when there is none. */
export async function hearsayKey(kind: TrustFound['kind'], names: readonly string[], read: ReadsSidecar): Promise<HearsayKey | null> {
  const reader = readers[kind]
  if (reader === null) return null
  for (const name of publicKeys(names).slice(0, keysTriedMax)) {
    const bytes = await read(name, keyFileBytesMax)
    const text = bytes === null ? null : keyIn(utf8(bytes)?.trim() ?? '', reader)
    if (text !== null) return { text, where: name }
  }
  return null
}

/** What a key of this kind is read by; null: this kind of signature has no key. */
const readers: Readonly<Record<TrustFound['kind'], ((text: string) => unknown) | null>> = { minisign: parsePublicKey, ecdsa: parseEcdsaKey, 'cosign-key': readPublicKey, cosign: null, nothing: null }

/** Comments of a minisign.pub are nobody's word, and are left behind. */
function keyIn(text: string, reader: (text: string) => unknown): string | null {
  try {
    reader(text)
    return text.startsWith('-----') ? `${text}\n` : (text.split('\n').findLast((line) => !line.startsWith('untrusted comment')) ?? '').trim()
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

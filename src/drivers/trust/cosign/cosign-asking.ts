import type { KeyObject } from 'node:crypto'
import type { Evidence } from '../../../upgrade/ports.ts'
import type { CosignSettings } from './cosign-settings.ts'
import type { TrustTools } from '../driver.ts'
import type { SignedDocument } from '../signed-document.ts'
import { versionGround, type SignedWord } from '../version-ground.ts'

/** One release, and what is to be known about it. */
export interface Asking { readonly settings: CosignSettings; readonly tools: TrustTools; readonly evidence: Evidence; readonly document: SignedDocument }

/** What a signature is over. `sha256` null: it does not say, only its key does. `over` null: the digest itself is signed. */
export interface Signed { readonly sha256: string | null; readonly over: { readonly keys: readonly KeyObject[]; readonly signature: Buffer } | null }

/** Who signed, in sentences; what the certificate says of the version; what remains to be proven with the bytes. */
export interface Said { readonly grounds: readonly string[]; readonly words: readonly SignedWord[]; readonly signed: Signed }

/** Of the artifact itself: what the certificate alone refuses is not fetched. A list may still say the version in a name. */
export function refuseEarly(words: readonly SignedWord[], { document, evidence, settings }: Asking): void {
  if (document.kind === 'artifact') versionGround(evidence.version, words, settings.version)
}

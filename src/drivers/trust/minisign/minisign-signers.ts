import { createHash } from 'node:crypto'
import { signatureBytesMax } from '../../../formats/limits.ts'
import { type MinisignMessage, type MinisignSignature, type MinisignStatement, parseSignature } from '../../../formats/minisign/minisign.ts'
import type { Evidence } from '../../../upgrade/ports.ts'
import { enoughSigners, hear, type Enough } from '../enough-signers.ts'
import { identityOf, type TrustedKey } from './minisign-keys.ts'
import { checkComment } from './minisign-policy.ts'
import { thresholdOf, type MinisignSettings } from './minisign-settings.ts'
import { refuseRetired } from '../retired-key.ts'
import { sidecarName } from '../sidecar-name.ts'
import { signedBytes, type SignedDocument } from '../signed-document.ts'

export type Said = MinisignStatement<TrustedKey>
/** How much of a signature is verified: its comment, or all of it. */
export type Verifies = (signature: MinisignSignature) => Said

/** Each signature by itself: its key, its comment. Enough of them must hold. */
export async function signersOf(document: SignedDocument, settings: MinisignSettings, evidence: Evidence, verifies: Verifies): Promise<Enough<Said>> {
  const names = settings.signatures ?? [settings.signature ?? `${settings.signs}.minisig`]
  const heard = []
  for (const name of names) heard.push(await hear(async () => {
    const said = verifies(parseSignature(await evidence.sidecar(sidecarName(name, evidence), signatureBytesMax)))
    checkComment(said.trustedComment, document.name, evidence.atMs)
    refuseRetired(said.keyId, said.key.untilMs, said.trustedComment)
    return said
  }, ({ key }) => identityOf(key)))
  return enoughSigners(heard, thresholdOf(settings))
}

/** The sentence for one signer. */
export function signerGround({ keyId, key, algorithm }: Said, { name }: SignedDocument): string {
  return `minisign key ${keyId} signed ${name}${algorithm === 'Ed' ? ' (legacy signature)' : ''}${key.untilMs === null ? '' : ', by its own word before it was retired'}`
}

/** When the first of the signatures runs out; null when none says so. */
export function endsMs(said: readonly Said[]): readonly (number | null)[] {
  return said.map(({ trustedComment: { expiresSeconds } }) => (expiresSeconds === null ? null : expiresSeconds * 1000))
}

/** Of an artifact only its BLAKE2b: a legacy signature, which needs the whole in memory, is refused for it. */
export async function messageOf(document: SignedDocument, evidence: Evidence): Promise<MinisignMessage> {
  if (document.bytes !== null) return { bytes: document.bytes }
  const hash = createHash('blake2b512')
  for await (const chunk of signedBytes(document, evidence)) hash.update(chunk)
  return { blake2b512: hash.digest() }
}

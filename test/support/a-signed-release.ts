import { sign } from 'node:crypto'
import { pemOf } from '../../src/formats/sigstore/certificate.ts'
import { aRelease, type ReleaseWishes, type SignedRelease } from './a-release.ts'
import { base64, hashedRekord, type Claims, type Sigstore, type SignWishes } from './a-sigstore.ts'

/** A release as a publisher without a key puts it on a server: a bundle beside the archive, and one beside the list. */
export async function aKeylessRelease(sigstore: Sigstore, wishes: SignWishes = {}, what: ReleaseWishes = {}): Promise<SignedRelease> {
  const release = aRelease(what)
  const list = release.served.get('SHA256SUMS') ?? Buffer.from('')
  return {
    ...release,
    served: new Map([
      [release.artifact, release.bytes], ['SHA256SUMS', list],
      [`${release.artifact}.sigstore.json`, await sigstore.bundle(release.bytes, wishes)],
      ['SHA256SUMS.sigstore.json', await sigstore.bundle(list, wishes)],
    ]),
  }
}

export interface PairWishes extends Claims {
  /** Where the log says nothing of it: `unlogged`. */
  readonly log?: 'logged' | 'unlogged'
  readonly loggedAtMs?: readonly number[]
  /** How the certificate is written: cosign's own way is base64 of the PEM. */
  readonly spelling?: 'base64 of PEM' | 'PEM'
}

/** As wattcloud publishes: `.sig` and `.cert` beside the archive, and nothing else but the public log. */
export async function aPairRelease(sigstore: Sigstore, wishes: PairWishes = {}): Promise<SignedRelease> {
  const release = aRelease()
  const { certificate, privateKey } = await sigstore.certify(wishes)
  const signature = sign('sha256', release.bytes, privateKey)
  if (wishes.log !== 'unlogged') for (const at of wishes.loggedAtMs ?? [Date.now()]) sigstore.log.add(hashedRekord(release.bytes, signature, certificate), at)
  const pem = Buffer.from(pemOf(certificate))
  return {
    ...release,
    served: new Map([
      [release.artifact, release.bytes],
      [`${release.artifact}.sig`, Buffer.from(base64(signature))],
      [`${release.artifact}.cert`, wishes.spelling === 'PEM' ? pem : Buffer.from(base64(pem))],
    ]),
  }
}

import { sign } from 'node:crypto'

import { pemOf } from '../../../../src/formats/sigstore/certificate.ts'
import { base64, hashedRekord, type Sigstore } from '../../../support/a-sigstore.ts'

export interface Run { readonly repository: string; readonly tag: string; readonly logged?: 'no' }

const workflowOf = ({ repository, tag }: Run): string => `https://github.com/${repository}/.github/workflows/release.yml@refs/tags/${tag}`
const claimsOf = (run: Run): Parameters<Sigstore['certify']>[0] => ({ identity: workflowOf(run), repository: `https://github.com/${run.repository}`, ref: `refs/tags/${run.tag}` })

/** `cosign sign-blob --yes --output-signature --output-certificate` of version 2, in a workflow that a tag started (formats.md 3.2). */
export async function pairBy(sigstore: Sigstore, run: Run, bytes: Buffer): Promise<{ readonly sig: Buffer; readonly cert: Buffer }> {
  const { certificate, privateKey } = await sigstore.certify(claimsOf(run))
  const signature = sign('sha256', bytes, privateKey)
  if (run.logged !== 'no') sigstore.log.add(hashedRekord(bytes, signature, certificate))
  // On disk: base64 without a line feed, and base64 of the PEM text.
  return { sig: Buffer.from(base64(signature)), cert: Buffer.from(base64(Buffer.from(pemOf(certificate)))) }
}

/** The same of version 3: one bundle. */
export async function bundleBy(sigstore: Sigstore, run: Run, bytes: Buffer): Promise<Buffer> {
  return await sigstore.bundle(bytes, { ...claimsOf(run) })
}

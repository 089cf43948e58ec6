import { failure, isFailure } from '../../../errors.ts'
import { signatureBytesMax } from '../../../formats/limits.ts'
import { readSignature } from '../../../formats/sigstore/bare-signature.ts'
import { bundleOf } from '../../../formats/sigstore/bundle.ts'
import { pemOf, readCertificate } from '../../../formats/sigstore/certificate.ts'
import { type Claim, claimWithCertificate } from '../../../formats/sigstore/claim.ts'
import { certificateBytesMax } from '../../../formats/sigstore/limits.ts'
import type { Root } from '../../../formats/sigstore/trusted-root.ts'
import type { Asking } from './cosign-asking.ts'
import { lookedUpBundles } from './cosign-lookup.ts'
import { digestOf } from './cosign-proof.ts'
import { sidecarName } from '../sidecar-name.ts'

export interface PairNames { readonly signature: string; readonly certificate: string }

/**
 * What a bare signature and its certificate prove, with the proofs out of the log. `admit` looks at the certificate first, as long as nobody vouches for it:
 * who is not expected there need not be asked about, nor their artifact be fetched.
 */
export async function claimOfPair(asking: Asking & { readonly root: Root }, names: PairNames, admit: (certificate: Buffer) => void): Promise<Claim> {
  const { settings, tools, evidence, root } = asking
  const [signatureName, certificateName] = [sidecarName(names.signature, evidence), sidecarName(names.certificate, evidence)]
  const certificate = readCertificate(await evidence.sidecar(certificateName, certificateBytesMax), certificateName)
  const signature = readSignature(await evidence.sidecar(signatureName, signatureBytesMax), signatureName)
  admit(certificate)
  const detached = { signature, certificate, pem: pemOf(certificate), sha256: await digestOf(asking) }
  return earliest(await lookedUpBundles(detached, { rekor: settings.rekor, signatureName }, evidence, tools), root)
}

/** An entry that does not hold says nothing about the others; that none holds is said with the first one's reason. */
async function earliest(bundles: Awaited<ReturnType<typeof lookedUpBundles>>, root: Root): Promise<Claim> {
  let first: unknown = null
  for (const json of bundles) {
    try {
      return await claimWithCertificate(await bundleOf(json, "the transparency log's answer"), root)
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      first ??= thrown
    }
  }
  throw first ?? failure('REFUSED', 'the transparency log knows of no such signature')
}

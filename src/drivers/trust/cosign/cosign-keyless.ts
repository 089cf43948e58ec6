import { failure } from '../../../errors.ts'
import { readBundle } from '../../../formats/sigstore/bundle.ts'
import { type Claim, claimWithCertificate } from '../../../formats/sigstore/claim.ts'
import { bundleBytesMax } from '../../../formats/sigstore/limits.ts'
import { type Signer, signerOf } from '../../../formats/sigstore/signer.ts'
import type { Root } from '../../../formats/sigstore/trusted-root.ts'
import { type Asking, refuseEarly, type Said } from './cosign-asking.ts'
import { claimOfPair } from './cosign-pair.ts'
import { provenBy } from './cosign-proof.ts'
import { rootFor } from './cosign-root.ts'
import { checkSigner, wordsOf } from './cosign-signer.ts'
import { sidecarName } from '../sidecar-name.ts'

/** A signature made without a key: a certificate of a few minutes, whose use Sigstore's logs prove. */
export async function saidWithoutKey(asking: Asking): Promise<Said> {
  const root = await rootFor(asking)
  const claim = await claimOf({ ...asking, root })
  // A bundle is the library's reading, this one is ours: without a name there is nobody to compare.
  if (claim.signer === null) throw failure('REFUSED', 'the signature names no signer')
  const { grounds, words } = admitted(claim.signer, asking)
  const proven = provenBy(claim, asking)
  return { words, grounds: [...grounds, ...proven.grounds], signed: proven.signed }
}

async function claimOf(asking: Asking & { readonly root: Root }): Promise<Claim> {
  const { settings: { signature, certificate, bundle, signs }, evidence, root } = asking
  if (signature !== undefined && certificate !== undefined) return claimOfPair(asking, { signature, certificate }, (der) => { admitted(signerOf(der), asking) })
  const name = sidecarName(bundle ?? `${signs}.sigstore.json`, evidence)
  return claimWithCertificate(await readBundle(await evidence.sidecar(name, bundleBytesMax), name), root)
}

function admitted(signer: Signer, asking: Asking): Pick<Said, 'grounds' | 'words'> {
  const { settings, evidence, document } = asking
  const who = checkSigner(signer, settings, evidence.version)
  const words = wordsOf(signer, settings, evidence.version)
  refuseEarly(words, asking)
  return { grounds: [`${document.name} was signed by ${who}`], words }
}

import { signatureBytesMax } from '../../../formats/limits.ts'
import { readSignature, signatureInBundle } from '../../../formats/sigstore/bare-signature.ts'
import { readBundle } from '../../../formats/sigstore/bundle.ts'
import { claimWithKey } from '../../../formats/sigstore/claim.ts'
import { bundleBytesMax } from '../../../formats/sigstore/limits.ts'
import type { ArtifactName } from '../../../release/artifact.ts'
import type { Asking, Said } from './cosign-asking.ts'
import { provenBy } from './cosign-proof.ts'
import { cosignKeys } from './cosign-keys.ts'
import { rootFor } from './cosign-root.ts'
import { sidecarName } from '../sidecar-name.ts'

/** A signature made with a key pair, as `cosign sign-blob --key` makes it. */
export async function saidWithKey(asking: Asking): Promise<Said> {
  const { settings, tools, evidence } = asking
  const keys = await cosignKeys(settings, tools)
  // All that a signature without the log is worth must come out of the signed bytes.
  if (settings.log !== 'required') return { grounds: [], words: [], signed: { sha256: null, over: { keys, signature: await bareSignature(asking) } } }
  const name = bundleName(asking)
  const claim = await claimWithKey(await readBundle(await evidence.sidecar(name, bundleBytesMax), name), await rootFor(asking), keys)
  return { words: [], ...provenBy(claim, asking) }
}

async function bareSignature(asking: Asking): Promise<Buffer> {
  const { settings, evidence } = asking
  if (settings.signature !== undefined) {
    const name = sidecarName(settings.signature, evidence)
    return readSignature(await evidence.sidecar(name, signatureBytesMax), name)
  }
  const name = bundleName(asking)
  return signatureInBundle(await evidence.sidecar(name, bundleBytesMax), name)
}

function bundleName({ settings, evidence }: Asking): ArtifactName {
  return sidecarName(settings.bundle ?? `${settings.signs}.sigstore.json`, evidence)
}

import * as v from 'valibot'
import { parseEcdsaKey, parseEcdsaSignature, verifyEcdsa, type EcdsaKey } from '../../formats/ecdsa.ts'
import { ecdsaSignatureBytesMax } from '../../formats/limits.ts'
import { spkiOf } from '../../formats/sigstore/public-key.ts'
import type { Trust } from '../../upgrade/ports.ts'
import { believe } from './believe.ts'
import type { TrustDriver, TrustTools } from './driver.ts'
import { readKeyFile } from './key-file.ts'
import { keyFiles, list, readBy, signs, template, version } from './settings-pieces.ts'
import { sidecarName } from './sidecar-name.ts'
import { claimOf, documentOf, nameWords, signedBytes } from './signed-document.ts'
import { versionDoubts, versionGround } from './version-ground.ts'

const schema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('ecdsa'), v.description('an ECDSA signature on P-256 with SHA-256, in base64, as cosign sign-blob makes it with a key pair')),
  keys: v.optional(v.pipe(list(readBy(parseEcdsaKey)), v.description('public keys in PEM; several while keys are exchanged, each one is enough')), []),
  key_files: keyFiles,
  signs: signs(),
  signature: v.optional(v.pipe(template, v.description('name of the signature; the name of what is signed and .sig when not given'))),
  version,
}), v.check((table) => table.keys.length + table.key_files.length > 0, "names no key: give 'keys' or 'key_files'"))

/** ECDSA over a checksum list, as banger publishes it (formats.md 5.1, 7.3), over release.json, or over the artifact itself. */
export const ecdsa: TrustDriver = {
  kind: 'ecdsa',
  schema,
  doubts: versionDoubts,
  make: (settings, tools) => ecdsaTrust(v.parse(schema, settings), tools),
  signers: async (settings, tools) => (await trustedKeys(v.parse(schema, settings), tools)).map(({ publicKey }) => spkiOf(publicKey).toString('hex')),
}

function ecdsaTrust(settings: v.InferOutput<typeof schema>, tools: TrustTools): Trust {
  return {
    async verify(evidence) {
      const keys = await trustedKeys(settings, tools)
      const document = await documentOf(settings.signs, evidence)
      const signature = parseEcdsaSignature(await evidence.sidecar(sidecarName(settings.signature ?? `${settings.signs}.sig`, evidence), ecdsaSignatureBytesMax))
      // There is no signed comment, and the artifact's bytes have no name: with nothing to say which version it is, nothing is fetched.
      if (document.kind === 'artifact') versionGround(evidence.version, [], settings.version)
      const { fingerprint } = await verifyEcdsa(keys, signature, signedBytes(document, evidence))
      const claim = claimOf(document, evidence)
      return believe(evidence, claim, [`ECDSA key ${fingerprint} signed ${document.name}`, versionGround(evidence.version, nameWords(claim), settings.version)])
    },
  }
}

async function trustedKeys({ keys, key_files }: v.InferOutput<typeof schema>, tools: TrustTools): Promise<readonly EcdsaKey[]> {
  const fromFiles: EcdsaKey[] = []
  for (const path of key_files) fromFiles.push(parseEcdsaKey(await readKeyFile(path, tools)))
  return [...keys.map(parseEcdsaKey), ...fromFiles]
}

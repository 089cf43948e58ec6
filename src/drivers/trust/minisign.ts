import * as v from 'valibot'
import { findChecksum, parseChecksums } from '../../formats/checksums.ts'
import { checksumListBytesMax, signatureBytesMax } from '../../formats/limits.ts'
import { type MinisignStatement, parseSignature, verifyMinisign } from '../../formats/minisign.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import type { Evidence, Trust } from '../../upgrade/ports.ts'
import { believe } from './believe.ts'
import type { TrustDriver, TrustTools } from './driver.ts'
import { trustedKeys } from './minisign-keys.ts'
import { checkComment, versionGround } from './minisign-policy.ts'
import { minisignSchema, type MinisignSettings } from './minisign-settings.ts'

/** minisign over a checksum list (formats.md 7.1, 7.2), as JACO publishes it. */
export const minisign: TrustDriver = {
  kind: 'minisign',
  schema: minisignSchema,
  make: (settings, tools) => minisignTrust(v.parse(minisignSchema, settings), tools),
}

function minisignTrust(settings: MinisignSettings, tools: TrustTools): Trust {
  return {
    async verify(evidence) {
      const { bytes, said } = await signedList(settings, tools, evidence)
      checkComment(said.trustedComment, settings.signs, evidence.atMs)
      const entry = findChecksum(parseChecksums(bytes, settings.signs), evidence.artifact)
      const bound = versionGround(evidence.version, entry.name, said.trustedComment)
      return believe(evidence, entry, [groundOf(said, settings.signs), bound])
    },
  }
}

/** The signature first: not one byte of the list is read for its meaning before it is known to be the publisher's. */
async function signedList(settings: MinisignSettings, tools: TrustTools, evidence: Evidence): Promise<{ readonly bytes: Uint8Array; readonly said: MinisignStatement }> {
  const keys = await trustedKeys({ keys: settings.keys, keyFiles: settings.key_files }, tools)
  const bytes = await evidence.sidecar(parseArtifactName(settings.signs), checksumListBytesMax)
  const signature = await evidence.sidecar(parseArtifactName(settings.signature ?? `${settings.signs}.minisig`), signatureBytesMax)
  return { bytes, said: verifyMinisign(keys, parseSignature(signature), { bytes }, { legacy: settings.legacy }) }
}

function groundOf(said: MinisignStatement, signs: string): string {
  return `minisign key ${said.keyId} signed ${signs}${said.algorithm === 'Ed' ? ' (legacy signature)' : ''}`
}

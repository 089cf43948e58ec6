import * as v from 'valibot'
import { verifyComment, verifyMinisign } from '../../../formats/minisign/minisign.ts'
import type { Evidence, Trust } from '../../../upgrade/ports.ts'
import { believe } from '../believe.ts'
import type { TrustDriver, TrustTools } from '../driver.ts'
import { earliest } from '../freshness.ts'
import { identityOf, trustedKeys } from './minisign-keys.ts'
import { minisignSchema, type MinisignSettings } from './minisign-settings.ts'
import { endsMs, messageOf, signerGround, signersOf, type Said } from './minisign-signers.ts'
import { witnessedVersion } from './minisign-witnesses.ts'
import { claimOf, documentOf, nameWords } from '../signed-document.ts'
import { versionDoubts, type SignedWord } from '../version-ground.ts'

/** minisign over a checksum list, as JACO publishes it (formats.md 7.1, 7.2), over release.json, or over the artifact itself. */
export const minisign: TrustDriver = {
  kind: 'minisign',
  schema: minisignSchema,
  doubts: versionDoubts,
  make: (settings, tools) => minisignTrust(v.parse(minisignSchema, settings), tools),
  signers: async (settings, tools) => (await trustedKeys(v.parse(minisignSchema, settings), tools)).map(identityOf),
}

function minisignTrust(settings: MinisignSettings, tools: TrustTools): Trust {
  const bound = (evidence: Evidence, names: readonly SignedWord[], said: readonly Said[]): string => witnessedVersion(evidence.version, names, said, settings)
  return {
    async verify(evidence) {
      const keys = await trustedKeys(settings, tools)
      const document = await documentOf(settings.signs, evidence)
      // Of the artifact itself: what its comments alone refuse is not fetched.
      if (document.kind === 'artifact') bound(evidence, [], (await signersOf(document, settings, evidence, (signature) => verifyComment(keys, signature))).said)
      const message = await messageOf(document, evidence)
      // The signature first: not one byte of the document is read for its meaning before it is known to be the publisher's.
      const { said, notes } = await signersOf(document, settings, evidence, (signature) => verifyMinisign(keys, signature, message, settings))
      const claim = claimOf(document, evidence)
      const grounds = [...said.map((one) => signerGround(one, document)), ...notes, bound(evidence, nameWords(claim), said)]
      return believe(evidence, { ...claim, expiresAtMs: earliest(claim.expiresAtMs, ...endsMs(said)) }, grounds)
    },
  }
}

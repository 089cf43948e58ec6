import * as v from 'valibot'
import type { Trust } from '../../../upgrade/ports.ts'
import { believe } from '../believe.ts'
import { type Asking, refuseEarly } from './cosign-asking.ts'
import { saidWithKey } from './cosign-keyed.ts'
import { saidWithoutKey } from './cosign-keyless.ts'
import { cosignPoints } from './cosign-keys.ts'
import { fingerprint, provenDigest } from './cosign-proof.ts'
import { cosignSchema, type CosignSettings } from './cosign-settings.ts'
import type { TrustDriver, TrustTools } from '../driver.ts'
import { claimOf, documentOf, nameWords } from '../signed-document.ts'
import { versionDoubts, versionGround } from '../version-ground.ts'

/** Signatures as cosign makes them: without a key, proven by Sigstore's logs (formats.md 7.4), or with one (decisions/0022). */
export const cosign: TrustDriver = {
  kind: 'cosign',
  schema: cosignSchema,
  doubts: versionDoubts,
  make: (settings, tools) => cosignTrust(v.parse(cosignSchema, settings), tools),
  signers: (settings, tools) => cosignPoints(v.parse(cosignSchema, settings), tools),
}

function cosignTrust(settings: CosignSettings, tools: TrustTools): Trust {
  const isKeyed = settings.keys.length + settings.key_files.length > 0
  return {
    async verify(evidence) {
      const asking: Asking = { settings, tools, evidence, document: await documentOf(settings.signs, evidence) }
      const { grounds, words, signed } = await (isKeyed ? saidWithKey(asking) : saidWithoutKey(asking))
      refuseEarly(words, asking)
      const { sha256, key } = await provenDigest(signed, asking)
      // Not one byte of the document is read for its meaning before it is known to be the publisher's.
      const claim = claimOf(asking.document, evidence)
      const bound = versionGround(evidence.version, [...words, ...nameWords(claim)], settings.version)
      const who = isKeyed && key !== null ? [`the key ${fingerprint(key)} signed ${asking.document.name}`] : []
      return believe(evidence, { ...claim, sha256: claim.sha256 ?? sha256 }, [...who, ...grounds, bound])
    },
  }
}

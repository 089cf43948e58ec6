import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { Trust } from '../../upgrade/ports.ts'
import { believe } from './believe.ts'
import type { TrustDriver } from './driver.ts'
import { template } from './settings-pieces.ts'
import { claimOf, documentOf, nameWords } from './signed-document.ts'
import { versionGround } from './version-ground.ts'

const schema = v.strictObject({
  kind: v.pipe(v.literal('checksums'), v.description('a list of checksums, or release.json, that nobody signed: whoever controls the server controls this machine. For publishers who sign nothing')),
  // Not a switch: a sentence that has to be typed, in a file that only root writes; there is no option for it (failures.md E36).
  unsigned: v.pipe(v.literal('accepted', "must be 'accepted': nobody signs these releases, so that the server alone vouches for them"), v.description('must be "accepted"')),
  list: v.optional(v.pipe(template, v.check((name) => name !== '{artifact}', 'must be another file than the release'), v.description("name of the list, or 'release.json'")), 'SHA256SUMS'),
})

/** A damaged download is found, a malicious one is not. For choria's and cmdop's releases, which nobody signs (formats.md 2.1, 4.2). */
export const checksums: TrustDriver = {
  kind: 'checksums',
  schema,
  make: (settings) => checksumsTrust(v.parse(schema, settings)),
  doubts: () => ["releases are not signed (kind = \"checksums\"): whoever controls the server, or its name, runs code as root here"],
}

function checksumsTrust({ list }: v.InferOutput<typeof schema>): Trust {
  return {
    async verify(evidence) {
      const document = await documentOf(list, evidence)
      // A template that comes out as the artifact's own name would leave nothing to compare, and nobody to believe.
      if (document.kind === 'artifact') throw failure('CONFIG', `the list of checksums is called ${quoted(document.name)}, which is the release itself`)
      const claim = claimOf(document, evidence)
      const words = nameWords(claim).map((word) => ({ ...word, where: 'the listed name' }))
      const bound = versionGround(evidence.version, words, 'unsigned')
      return believe(evidence, claim, [`NOBODY SIGNED IT: only the server, and TLS on the way to it, vouch for ${document.name}`, bound], 'listed')
    },
  }
}

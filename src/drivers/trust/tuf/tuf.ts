import * as v from 'valibot'
import { quoted } from '../../../formats/printable.ts'
import { targetPath } from '../../../formats/tuf/names.ts'
import type { Trust } from '../../../upgrade/ports.ts'
import { believe } from '../believe.ts'
import type { TrustDriver, TrustTools } from '../driver.ts'
import { versionGround } from '../version-ground.ts'
import { believedView } from './believed-view.ts'
import { firstRoot, signersIn } from './first-root.ts'
import { lengthChecked, sha256Of, targetOf, wordsOf } from './said-of-target.ts'
import { tufSchema, type TufSettings } from './tuf-settings.ts'

/** A repository of The Update Framework: thresholds, rotation of keys, and protection against rollback and freeze (decisions/0023). */
export const tuf: TrustDriver = {
  kind: 'tuf',
  schema: tufSchema,
  signers: (settings, tools) => signersIn(v.parse(tufSchema, settings).root, tools),
  make: (settings, tools) => tufTrust(v.parse(tufSchema, settings), tools),
}

function tufTrust(settings: TufSettings, tools: TrustTools): Trust {
  return {
    async verify(evidence) {
      const pinned = await firstRoot(settings.root, tools)
      const path = targetPath(settings.target, evidence)
      const view = await believedView(pinned, path, { settings, tools, evidence })
      const target = await targetOf(view, path)
      const bound = versionGround(evidence.version, wordsOf(target), 'signed')
      const grounds = [`the role ${quoted(target.role)} of the repository whose first root is '${settings.root}' signed ${quoted(path)}; its root is version ${view.root.version} now`, bound]
      return believe(lengthChecked(evidence, target), { sha256: sha256Of(target), of: 'artifact', signedName: path, expiresAtMs: view.expiresAtMs() }, grounds)
    },
  }
}

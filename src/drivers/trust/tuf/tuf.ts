import * as v from 'valibot'
import { failure } from '../../../errors.ts'
import { quoted } from '../../../formats/printable.ts'
import { keptRepository, refresh, soundKept, type View } from '../../../formats/tuf/client.ts'
import { findTarget, type Target } from '../../../formats/tuf/find-target.ts'
import { formatKept, readKept } from '../../../formats/tuf/kept.ts'
import { keptBytesMax, rootBytesMax } from '../../../formats/tuf/limits.ts'
import { keptName, targetPath } from '../../../formats/tuf/names.ts'
import { parseArtifactName } from '../../../release/artifact.ts'
import type { Evidence, Trust } from '../../../upgrade/ports.ts'
import { believe } from '../believe.ts'
import type { TrustDriver, TrustTools } from '../driver.ts'
import { readOwnFile } from '../own-file.ts'
import { type SignedWord, versionGround } from '../version-ground.ts'
import { type Looking, lookUp } from './look-up.ts'
import { tufSchema, type TufSettings } from './tuf-settings.ts'

/** A repository of The Update Framework: thresholds, rotation of keys, and protection against rollback and freeze (decisions/0023). */
export const tuf: TrustDriver = {
  kind: 'tuf',
  schema: tufSchema,
  make: (settings, tools) => tufTrust(v.parse(tufSchema, settings), tools),
}

function tufTrust(settings: TufSettings, tools: TrustTools): Trust {
  return {
    async verify(evidence) {
      const pinned = await readOwnFile({ path: settings.root, sizeBytesMax: rootBytesMax, what: 'first root' }, tools)
      const path = targetPath(settings.target, evidence)
      const view = await believedView(pinned, path, { settings, tools, evidence })
      const target = await findTarget(view, path)
      if (target === null) throw failure('REFUSED', `the repository has no target ${quoted(path)}`, { next: 'Correct trust.target, or ask the publisher.' })
      const bound = versionGround(evidence.version, wordsOf(target), 'signed')
      const grounds = [`the role ${quoted(target.role)} of the repository whose first root is '${settings.root}' signed ${quoted(path)}; its root is version ${view.root.version} now`, bound]
      return believe(lengthChecked(evidence, target), { sha256: sha256Of(target), of: 'artifact', signedName: path, expiresAtMs: view.expiresAtMs() }, grounds)
    },
  }
}

/**
 * The repository as it was kept beside the release, verified from the pinned root on, without any network. The half that applies holds it against its own
 * memory, too: what the other half says of versions is hearsay like the rest.
 */
async function believedView(pinned: Uint8Array, path: string, looking: Looking): Promise<View> {
  const { tools: { net, memory = null }, evidence } = looking
  const name = keptName(pinned)
  const bytes = await evidence.lookedUp(parseArtifactName(name), keptBytesMax, (signal) => lookUp({ pinned, path, name }, looking, signal))
  const own = net === null ? memory : null
  const known = own === null ? null : await own.recall(name)
  try {
    const view = await refresh({ pinned, atMs: evidence.atMs, before: known === null ? null : readKept(known, 'the remembered metadata'), fetch: keptRepository(readKept(bytes, name), pinned) })
    // Also the roles that this target needs: what is remembered is then whole, or what it was before.
    await findTarget(view, path)
    await own?.keep(name, formatKept(view.kept()))
    return view
  } catch (thrown) {
    throw known !== null && own !== null && soundKept(known, pinned) === null ? failure('REFUSED', 'what this host remembers of the repository is damaged', { cause: thrown, next: `Move '${own.where}/${name}' aside if nobody can have tampered with it; an older state of the repository could then be served once.` }) : thrown
  }
}

function wordsOf({ path, version }: Target): readonly SignedWord[] {
  const custom: readonly SignedWord[] = version === null ? [] : [{ where: "the target's custom version", text: version, rule: 'is' }]
  return [{ where: 'the signed path', text: path, rule: 'names' }, ...custom]
}

function sha256Of({ path, hashes }: Target): string {
  const sha256 = Object.hasOwn(hashes, 'sha256') ? hashes['sha256'] : undefined
  if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256)) return sha256
  throw failure('REFUSED', `the target ${quoted(path)} is signed without its sha256`, { next: 'The publisher adds sha256 to the hashes of the targets.' })
}

/** The signed length, too: two files of one digest are not expected, and a rule that is there is kept. */
function lengthChecked(evidence: Evidence, { path, lengthBytes }: Target): Evidence {
  return {
    ...evidence,
    async digest() {
      const digest = await evidence.digest()
      if (digest.sizeBytes !== lengthBytes) throw failure('TAMPERED', `${quoted(path)} has ${digest.sizeBytes} bytes, and the sha256 was signed for ${lengthBytes}`)
      return digest
    },
  }
}

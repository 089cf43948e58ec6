import { failure } from '../../../errors.ts'
import { quoted } from '../../../formats/printable.ts'
import type { View } from '../../../formats/tuf/client.ts'
import { findTarget, type Target } from '../../../formats/tuf/find-target.ts'
import type { Evidence } from '../../../upgrade/ports.ts'
import type { SignedWord } from '../version-ground.ts'

/** REFUSED when nobody who may signed for this path. */
export async function targetOf(view: View, path: string): Promise<Target> {
  const target = await findTarget(view, path)
  if (target !== null) return target
  throw failure('REFUSED', `the repository has no target ${quoted(path)}`, { next: 'Correct trust.target, or ask the publisher.' })
}

/** What the publisher signed that may say which version this is. */
export function wordsOf({ path, version }: Target): readonly SignedWord[] {
  const custom: readonly SignedWord[] = version === null ? [] : [{ where: "the target's custom version", text: version, rule: 'is' }]
  return [{ where: 'the signed path', text: path, rule: 'names' }, ...custom]
}

/** REFUSED when the publisher signed none. */
export function sha256Of({ path, hashes }: Target): string {
  const sha256 = Object.hasOwn(hashes, 'sha256') ? hashes['sha256'] : undefined
  if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256)) return sha256
  throw failure('REFUSED', `the target ${quoted(path)} is signed without its sha256`, { next: 'The publisher adds sha256 to the hashes of the targets.' })
}

/** The signed length, too: two files of one digest are not expected, and a rule that is there is kept. */
export function lengthChecked(evidence: Evidence, { path, lengthBytes }: Target): Evidence {
  return {
    ...evidence,
    async digest() {
      const digest = await evidence.digest()
      if (digest.sizeBytes !== lengthBytes) throw failure('TAMPERED', `${quoted(path)} has ${digest.sizeBytes} bytes, and the sha256 was signed for ${lengthBytes}`)
      return digest
    },
  }
}

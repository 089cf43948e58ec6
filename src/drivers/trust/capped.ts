import type { Trust } from '../../upgrade/ports.ts'

/**
 * A trust that is shown no file larger than the operator allows, whatever it would read itself: signed lists, signatures, bundles and what was looked
 * up. banger's own caps (16 KiB for its list, formats.md 5.1) are smaller than what a list of many files needs, so this is for the operator to say.
 */
export function capped(trust: Trust, sidecarBytesMax: number): Trust {
  return {
    verify: async (evidence) => trust.verify({
      ...evidence,
      sidecar: (name, sizeBytesMax) => evidence.sidecar(name, Math.min(sizeBytesMax, sidecarBytesMax)),
      lookedUp: (name, sizeBytesMax, lookUp) => evidence.lookedUp(name, Math.min(sizeBytesMax, sidecarBytesMax), lookUp),
    }),
  }
}

/** The limits of this folder. */
export const keysMax = 16
/** How far a publisher's clock may run ahead of ours; a signature from further in the future is no signature (failures.md M31). */
export const skewMs = 24 * 60 * 60 * 1000
/** No byte from the transparency log for this long is a dead connection. */
export const logStallMs = 30 * 1000

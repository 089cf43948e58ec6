/** The limits of this folder. Sizes as the reference implementations have them (failures.md 1.2: endless data). */
export const rootBytesMax = 512 * 1024
export const timestampBytesMax = 16 * 1024
export const snapshotBytesMax = 2 * 1024 * 1024
export const targetsBytesMax = 5 * 1024 * 1024
/** Everything that one release is believed by, in one file. */
export const keptBytesMax = 12 * 1024 * 1024

/** Roots from the pinned one to the newest. */
export const rootRotationsMax = 1024
/** Roles that are asked about one target, or listed. */
export const delegationsMax = 32
export const keysMax = 1024
export const signaturesMax = 1024
export const metaFilesMax = 50_000
export const targetsMax = 50_000
export const nameCharactersMax = 1024

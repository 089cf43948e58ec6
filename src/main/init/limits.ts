/** The limits of a look at somebody's release. */
export const lookedArchiveBytesMax = 256 * 1024 * 1024
export const lookedUnpackedBytesMax = 1024 * 1024 * 1024
export const lookedEntriesMax = 20_000
/** Enough for an ELF header and its tables. */
export const lookedHeadBytes = 64 * 1024
/** More programs than that are not one daemon's. */
export const programsMax = 16
export const answersMax = 3

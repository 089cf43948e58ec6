/** The limits of this folder. Real bundles hold one entry, one timestamp and one to three certificates, and are 4 to 20 KiB long. */
export const bundleBytesMax = 512 * 1024
export const certificateBytesMax = 32 * 1024
export const trustedRootBytesMax = 512 * 1024
export const logAnswerBytesMax = 512 * 1024
export const attestationBytesMax = 256 * 1024

export const logEntriesMax = 8
export const timestampsMax = 8
export const certificatesMax = 8
export const subjectsMax = 1000
export const proofHashesMax = 64

/** The limits of this room. */
export const artifactsMax = 500
export const artifactBytesMax = 16 * 1024 ** 3
export const signatureBytesMax = 64 * 1024
export const commentCharactersMax = 1000
export const passwordBytesMax = 1024
export const secretFileBytesMax = 64 * 1024
export const manifestBytesMax = 4 * 1024 * 1024
export const compressTimeoutSeconds = 3600
export const compressOutputBytesMax = 4096

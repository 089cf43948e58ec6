/** The limits of this folder. The largest file list of a Debian package (kernel headers, fonts) is below 4 MiB. */
export const packageListBytesMax = 16 * 1024 * 1024
export const packagesMax = 20_000
export const listsAtOnce = 16
export const diversionsBytesMax = 1024 * 1024
export const rpmTimeoutSeconds = 20
export const rpmOutputBytesMax = 16 * 1024

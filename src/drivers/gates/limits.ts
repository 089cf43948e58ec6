/** The limits of this folder. The largest file list of a Debian package (kernel headers, fonts) is below 4 MiB. */
export const packageListBytesMax = 16 * 1024 * 1024
export const packagesMax = 20_000
export const listsAtOnce = 16
export const diversionsBytesMax = 1024 * 1024
export const rpmTimeoutSeconds = 20
export const rpmOutputBytesMax = 16 * 1024
/** A package manager at work is asked about again soon; one that has waited for an answer since yesterday is forgotten at some terminal. */
export const packagesAgainMs = 5 * 60_000
export const packagesGiveUpMs = 24 * 60 * 60_000

/** Gates that an operator configures. Times in milliseconds. */
export const gateTimeoutMsMin = 100
export const gateTimeoutMsMax = 300_000
export const againMsMin = 10_000
export const againMsMax = 24 * 60 * 60_000
export const giveUpMsMin = 60_000
export const giveUpMsMax = 30 * 24 * 60 * 60_000
export const gateOutputBytesMax = 16 * 1024
export const gateArgumentsMax = 100
export const gateValuesMax = 20
export const gateTextCharactersMax = 1000
/** Of a command's or a unit's own words in a refusal. */
export const reasonCharactersMax = 200

/** The limits of this folder. Sizes in bytes, times in milliseconds. */
export const argumentsMax = 100
export const textCharactersMax = 1000
/** A receiver says whether it took a message, and needs no more than an error page for it. */
export const answerBytesMax = 256 * 1024
export const outputBytesMax = 16 * 1024
/** Of a command's own words, where it is said why it did not take a message. */
export const wordsCharactersMax = 200
export const timeoutMsMin = 1000
export const timeoutMsMax = 300_000

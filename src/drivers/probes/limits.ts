/** The limits of this folder. Sizes in bytes, times in milliseconds. */
export const intervalMsMin = 100
/** A probe that is asked more rarely says too little within a steady time. */
export const intervalMsMax = 60_000
export const timeoutMsMin = 100
export const timeoutMsMax = 300_000
export const argumentsMax = 100
export const patternsMax = 50
export const textCharactersMax = 1000
export const bodyBytesMax = 64 * 1024
export const outputBytesMax = 16 * 1024
/** Of a daemon's own words in a reading. */
export const detailCharactersMax = 200
/** Changes of several units that wait for their reader. */
export const waitingMax = 1000

/** The limits of this folder. */
export const coordinationAnswerBytesMax = 64 * 1024
export const saidCharactersMax = 300
export const slotsMax = 1000

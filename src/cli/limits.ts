/** The limits of what may be asked for. */
export const intervalMsMin = 5 * 60_000
export const intervalMsMax = 31 * 24 * 60 * 60_000

/** The limits of what may be asked for. */
/** As a settings file takes it: one line. */
export const reasonCharactersMax = 400
export const intervalMsMin = 5 * 60_000
export const intervalMsMax = 31 * 24 * 60 * 60_000
/** In a pipe, a unit that is starting is quoted no more often. */
export const startSaysEveryMs = 10_000

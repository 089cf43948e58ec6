/** The limits of what is said: a foreign string may be long, a screen and a log line may not. */
export const messageCharactersMax = 600
export const causesMax = 8
export const stackLinesMax = 30
export const journalLinesMax = 50
export const journalLineCharactersMax = 500
export const cellCharactersMax = 120
/** One field of the final event. The system journal takes far more; whoever reads events by mail or webhook does not. */
export const eventReportBytesMax = 65_536
export const eventMessageCharactersMax = 1000

/** Skipped versions on the status screen. */
export const statusSkipsMax = 3

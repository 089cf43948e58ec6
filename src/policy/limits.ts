/** The limits of this room. */

/** No publisher makes a hundred major releases between two looks. Calendar versions begin with such a leap, once, and a person says yes to it. */
export const majorLeapMax = 100
/** How far to both sides windows are looked for: they come again every week, and a day may be missing on a wall (Samoa, 30 December 2011). */
export const windowDaysAhead = 9

/** A unit that somebody stopped for less is being restarted, by somebody who stops and starts it one after the other. */
export const stoppedGraceMs = 2000
/** Somebody who restarts the daemon while it is watched begins the watch anew, so often. */
export const restartsBySomebodyMax = 5

/** A run that could not be made is tried again after so long; the last step for ever. */
export const againLadderMs: readonly number[] = [5 * 60_000, 10 * 60_000, 30 * 60_000, 60 * 60_000, 120 * 60_000]

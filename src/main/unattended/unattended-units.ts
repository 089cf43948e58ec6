/** The timer of an app: what `list-timers` shows. */
export const timerOf = (app: string): string => `app-upgrade-auto@${app}.timer`
/** Its next try, after one that could not be made; there only while there is one to come. */
export const againTimerOf = (app: string): string => `app-upgrade-again@${app}.timer`

/** What begins runs by itself: `enable` enables and starts all of them, `disable` the opposite. */
export const unattendedUnits = (app: string): readonly string[] => [timerOf(app), `app-upgrade-pin@${app}.path`, `app-upgrade-inbox@${app}.path`]

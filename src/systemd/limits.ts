/** The limits of this room. Sizes in bytes, times in milliseconds. */

/** From connect(2) to the service manager's name: a bus that takes longer is as good as none. */
export const connectMs = 5000
/** From our goodbye to the end of the connection. */
export const closeMs = 2000
/** A first message that is not answered by then is followed by another. */
export const nudgeMs = 100
/** One method call (failures.md F30), as D-Bus libraries have it: a manager that reads its unit files answers nobody. Jobs are awaited by their signal, never by a long call. */
export const callMs = 25_000
/** Reading every unit file again takes seconds on a large host. */
export const reloadMs = 120_000
/** One D-Bus message: a reply of ours is a few kilobytes. */
export const messageBytesMax = 8 * 1024 * 1024
/** Between two attempts to reach a bus that went away. */
export const reconnectPauseMs = 250
/** How long a job whose signal may have been lost is looked for before the unit's state decides (failures.md F28). */
export const lostJobMs = 30_000
/** While it is unknown whether there is a job, the manager is asked this often. */
export const askAgainMs = 500
/** A job whose end is awaited by its signal is also asked for, in case the signal was lost without a trace. */
export const askJobMs = 5000
/** After cancelling a job: how long its end is waited for. */
export const cancelMs = 5000
/** After a unit is started, before anybody looks at it again: measured, looking at once makes a daemon that takes 35 ms to be back take 8 ms longer. */
export const breathMs = 100

/** Of one unit: more are not looked at. */
export const dependenciesMax = 50
export const processesMax = 1000
/** Who wants it to be started: a target, or two. */
export const wantersMax = 20
/** Units of ours that are at work at one moment. */
export const atWorkMax = 1000
/** Nothing announces that a process of an earlier run has ended: it is looked for this often while there is one. */
export const leftoversMs = 500
/** A main process younger than this may not yet be the daemon: systemd's child has a name and an executable of its own until it executes it. */
export const youngMs = 1000

/** A state that nobody reads is replaced by the next, except that this many transitions are kept in order. */
export const transitionsMax = 256

export const journalLineBytesMax = 256 * 1024
/** As handed on: the longest line a pattern is matched with. */
export const messageCharactersMax = 1024
export const journalTailLinesMax = 1000
/** journalctl(1) answers a query for one invocation in milliseconds. */
export const journalTailMs = 10_000
/** For journald to read what still waits in its sockets: the kept version is not restarted before, so not for long. */
export const lateWordsMs = 500

export const commandMemoryBytesMax = 2 * 1024 * 1024 * 1024
export const commandTasksMax = 512
/** Output of commands that nobody came back for: so many are looked at, and those go that are older than any command may take, twice over. */
export const outputsMax = 1000
export const outputOldMs = 24 * 60 * 60 * 1000
/** After its time is up or its main process has ended: what remains of it is killed. */
export const commandStopMs = 2000
/** Beyond a command's own time: for systemd to start, end and report it. */
export const commandGraceMs = 10_000
/** What a command may write into any one file, its output included: so much more than is read of it. */
export const commandFileBytesMin = 16 * 1024 * 1024

/** A native journal datagram must fit a socket buffer (else it would need a memfd). */
export const eventBytesMax = 64 * 1024
export const eventFieldsMax = 40
export const childMs = 5000
export const statusCharactersMax = 200

/** A timer that counts from run to run first runs so long after it was started: a boot has other things to do. */
export const timerActiveMs = 10 * 60_000
/** The delay is added to every span, so that a large one would make it another interval. */
export const timerMonotonicJitterPart = 0.1
/** The delay also comes before the very first run: more than a day is longer than anybody who has enabled a timer waits to see it. */
export const timerSpreadMsMax = 24 * 60 * 60_000
/** For a transient unit of the same name to be forgotten by the manager, once it was stopped. */
export const forgottenMs = 5000
/** From a transient timer's time to its run: not the minute that systemd usually allows itself. */
export const timerAccuracyMs = 1000
/** A start that goes on for so long after its timeout was not merely overlooked by a busy manager. */
export const startGraceMs = 1000

/** An operator's command that works on a daemon's data: a database is unpacked, or a file system is received. */
export const operatorMemoryBytesMax = 16 * 1024 * 1024 * 1024
export const operatorTasksMax = 4096
export const operatorStopMs = 10_000
export const operatorLinesMax = 50

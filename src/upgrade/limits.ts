/** The limits of this room. */

/** Lines of the failed version's system journal kept with the transaction, per unit. */
export const lastWordsLinesMax = 50
export const lastWordsCharactersMax = 500
/** Processes that outlive a restart, as they are told, per unit. */
export const survivorsMax = 20
export const survivorCharactersMax = 100
/** Units that require a unit that requires … one of an app's, and how many all together. */
export const dependentsDeep = 8
export const dependentsMax = 64
/** Readings kept while a version is watched; runs of equal answers are one pair. */
export const readingsMax = 2000
/** A way back out of a probation that was interrupted so often is not tried again by itself. */
export const probationBackTriesMax = 3
/** Journals looked at by one recovery. */
export const journalsMax = 10_000

/** A connection that was cut is taken up again; that many times in a row without a single new byte is the end. */
export const fetchBarrenMax = 3
export const fetchAttemptsMax = 100
/** Fewer bytes a second than this, over the whole stall time, is a server that only pretends (failures.md F13). */
export const fetchBytesPerSecondMin = 1024
export const fetchTellEveryMs = 200
/** Small files of our own in the cache: what a partial download began with, what lies on the shelf. */
export const recordBytesMax = 64 * 1024
/** All trusts of an app together; sixteen signatures over one list are possible. */
export const sidecarsMax = 64
/** Releases on the shelf: the one to be used, and the one before. */
export const shelfEntriesKept = 2
export const shelfEntriesMax = 1000
/** Entries of a release directory that are looked at when it is compared or removed, and how deep. */
export const treeEntriesMax = 1_000_000
export const treeDepthMax = 64
/** Of each managed file: enough to see what machine it is for. */
export const headBytes = 64 * 1024
/** Releases that a host remembers having seen, and how much of a file that may be. */
export const listedMax = 500
export const listedTagCharactersMax = 255
export const listedTextCharactersMax = 200
export const topsMax = 64
export const listingBytesMax = 512 * 1024
export const seenBytesMax = 256 * 1024

/** Messages that wait to be told, each app's; the oldest are dropped first. */
export const spooledMax = 200
export const messageBytesMax = 64 * 1024
/** Whoever could not be told for so long is not told any more. */
export const untoldMsMax = 3 * 24 * 60 * 60_000
export const lastRunBytesMax = 16 * 1024

/** One number. */
export const triesBytesMax = 64

/** Files of a bundle: one release for several processors, and what is signed. */
export const bundleFilesMax = 64
/** A copy of a bundle that is older was left by somebody who was killed. */
export const handedMsMax = 24 * 60 * 60_000
/** Bundles that are looked at in one go; the rest is for the next. */
export const inboxMax = 100
/** For how long a bundle that could not be tried (another run at work, no space) is tried again, unless a gate says for how long. */
export const inboxPatienceMs = 24 * 60 * 60_000
export const inboxNotesBytesMax = 256 * 1024
/** What a wish tells the acquiring half of this host. */
export const knownSkipsMax = 100
export const knownSeenMax = 500
/** Releases that are tried, best first, until one is complete: a tree says of none which machine it is for. */
export const candidatesTriedMax = 50

/** A file that says which version is installed; what is larger is something else. */
export const buildInfoBytesMax = 1024 * 1024
/** A settings file of one release directory, carried over or made; not data. */
export const madeFileBytesMax = 16 * 1024 * 1024

/** Of what an operator's command printed before it failed. */
export const commandWordsLinesMax = 3
export const commandWordsCharactersMax = 200

/** A unit that has not started by then may have something to say. */
export const lookOnAfterMs = 2000

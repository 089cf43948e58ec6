/** The limits of this folder. The largest file list of a Debian package (kernel headers, fonts) is below 4 MiB. */
export const packageListBytesMax = 16 * 1024 * 1024
export const packagesMax = 20_000
export const listsAtOnce = 16
export const diversionsBytesMax = 1024 * 1024
export const rpmTimeoutSeconds = 20
export const rpmOutputBytesMax = 16 * 1024
/** A package manager at work is asked about again soon; one that has waited for an answer since yesterday is forgotten at some terminal. */
export const packagesAgainMs = 5 * 60_000
export const packagesGiveUpMs = 24 * 60 * 60_000

/** Gates that an operator configures. Times in milliseconds. */
export const gateTimeoutMsMin = 100
export const gateTimeoutMsMax = 300_000
export const againMsMin = 10_000
export const againMsMax = 24 * 60 * 60_000
export const giveUpMsMin = 60_000
export const giveUpMsMax = 30 * 24 * 60 * 60_000
export const gateOutputBytesMax = 16 * 1024
export const gateArgumentsMax = 100
export const gateValuesMax = 20
export const gateTextCharactersMax = 1000
/** Of a command's or a unit's own words in a refusal. */
export const reasonCharactersMax = 200

/** What a transaction writes of its own: a journal, and what is remembered. */
export const stateBytes = 1024 * 1024
export const stateEntries = 4
/** On top of a tenth: a file system keeps books of what it is given. */
export const spareBytes = 256 * 1024
export const spareEntries = 4
/** File systems give space in pieces of this size, most of them. */
export const blockBytes = 4096
/** A script is looked into for the program that it starts; one that is larger than this is a program of its own. */
export const scriptBytesMax = 64 * 1024
export const unitFileBytesMax = 64 * 1024
/** Of a process: its name has 15 characters. */
export const processNameBytesMax = 64
export const processesMax = 100_000
export const processesAtOnce = 64
/** needrestart takes seconds, unless it waits for an answer at some terminal. */
export const needrestartAgainMs = 60_000
export const needrestartGiveUpMs = 24 * 60 * 60_000

/** What a program loads when it is started: the largest have a few hundred. */
export const librariesMax = 512
/** In which one of them is looked for, of those that program and libraries name themselves: the most that was seen was a dozen. */
export const libraryDirectoriesMax = 1000
/** path_resolution(7): the kernel's own limit. */
export const programLinksMax = 40
export const loaderPathBytesMax = 64 * 1024
export const lacksShownMax = 3
export const linksFollowedMax = 16
/** Words of a unit's commands, or of a script, that are looked at as paths. */
export const wordsMax = 5000

/** What is read of a daemon's settings, and shown of what they lack. */
export const environmentBytesMax = 1024 * 1024
export const settingsShownMax = 50
export const settingCharactersMax = 64
export const doubtsShownMax = 3
/** Each star may try every length of text: a few cost nothing. */
export const gateGlobStarsMax = 4
/** Of what a check of the data prints. */
export const checkLinesMax = 4
/** A job of a unit ends within seconds, or hangs until somebody looks. */
export const jobAgainMs = 60_000
export const jobGiveUpMs = 24 * 60 * 60_000

/** What a daemon says of its operations, and what is shown of it. */
export const operationsBytesMax = 1024 * 1024
export const operationsShownMax = 10
export const operationTypeCharactersMax = 40
export const operationIdCharactersMax = 40
export const operationsTextCharactersMax = 300
/** unix(7): one less than sun_path has. */
export const socketPathBytesMax = 107
/** Of what a rehearsed program says: enough for the line that matters. */
export const rehearsalLinesMax = 3

/** The limits of the sources. */
/** Pages of one listing; a page holds a thousand names. */
export const listPagesMax = 50
/** Names of all pages together: a page that breaks its own limit must not fill our memory. */
export const listNamesMax = 250_000
export const listPageBytesMax = 8 * 1024 * 1024
/** Versions of a tree that are looked into, newest first, for one with this processor. */
export const treeVersionsMax = 50
/** What a store says of a failure, and what a token's giver answers. */
export const storeAnswerBytesMax = 64 * 1024
/** A key that is handed out for a time is renewed this long before it ends. */
export const keyRenewalMs = 5 * 60_000

/** Directories of versions that are looked into to see what a place is like. */
export const lookedVersionsMax = 5

/** A forge's list of releases: a hundred on a page, as a rule. */
export const forgePagesMax = 10
export const forgeReleasesMax = 1000
export const forgeAnswerBytesMax = 16 * 1024 * 1024
/** Releases passed over that are told of by name. */
export const remarksMax = 3

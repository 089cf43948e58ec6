/** The limits of this room. */
export const versionCharactersMax = 128
/** As many as two lists of a source may name. */
export const versionsRememberedMax = 2000
/** A systemd unit name is at most 255 bytes; what is left for an instance after `app-upgrade-acquire@.service`. */
export const instanceBytesMax = 200
/** NAME_MAX of every Linux file system we write to. */
export const artifactNameBytesMax = 255
export const urlCharactersMax = 4096
export const templateCharactersMax = 255
/** git itself knows no limit; a forge's are far below. */
export const tagCharactersMax = 512
/** Releases of one listing: a forge is asked for no more, and nobody goes back further than that. */
export const listedReleasesMax = 1000

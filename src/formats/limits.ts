/** The limits of this room. Sizes in bytes; the defaults are banger's and TUF's (formats.md 6, failures.md 1.2). */
export const signatureBytesMax = 16 * 1024
/** The two comment lines of a minisign signature, prefix included, as in the reference implementation. */
export const untrustedLineBytesMax = 1024
export const trustedLineBytesMax = 8192
export const keyFileBytesMax = 4096

export const checksumListBytesMax = 1024 * 1024
export const checksumLinesMax = 10_000

export const tomlBytesMax = 64 * 1024
export const tomlDepthMax = 32

export const journalLineBytesMax = 1024 * 1024
export const journalBytesMax = 16 * 1024 * 1024

/** Extended headers (PAX, GNU long name): a path and a few times, never a payload. */
export const tarMetaBytesMax = 64 * 1024
export const gzipHeaderBytesMax = 64 * 1024
export const pathBytesMax = 1024
export const componentBytesMax = 255
export const elfInterpreterBytesMax = 4096

/** A manifest that lists releases: far beyond what any publisher keeps. */
export const manifestReleasesMax = 2000
export const manifestFilesMax = 256
export const manifestChannelsMax = 64
export const manifestCriticalMax = 64
export const manifestNotesCharactersMax = 64 * 1024
export const urlCharactersMax = 4096

/** An answer of an object store: a page of a listing has at most 5000 names. */
export const xmlElementsMax = 100_000
export const xmlDepthMax = 16
export const xmlTagCharactersMax = 2048
/** A key of an account at an object store, in the form in which its console hands it out. */
export const credentialsCharactersMax = 64 * 1024

/** What minisign spends on a password by default, and libsodium calls "sensitive". */
export const scryptBytesMax = 1024 * 1024 * 1024
export const scryptParallelMax = 16

/** banger's limit; an honest one has about 97 bytes. */
export const ecdsaSignatureBytesMax = 1024
/** Two keys: larger than any honest one by far. */
export const releaseJsonBytesMax = 64 * 1024

/** Foreign JSON: manifests, release.json, bundles (failures.md 1.2). */
export const jsonBytesMax = 1024 * 1024
export const jsonDepthMax = 32
/** No compressed bzip2 block is longer: 900,000 symbols of 20 bits each, its tables, and some more. */
export const bzip2BlockBytesMax = 3 * 1024 * 1024
/** What `zstd` itself decompresses without being told that more is fine. */
export const zstdWindowBytesMax = 128 * 1024 * 1024
/** What one piece of a zstd file may decompress to, give or take a block. */
export const zstdPieceOutputBytesMax = 1024 * 1024
/** `xz -9`. */
export const xzDictionaryBytesMax = 64 * 1024 * 1024
export const xzIndexBytesMax = 256 * 1024
export const xzBlocksMax = 10_000
/** The list at the end of a zip file: ten thousand entries with long names and some fields. */
export const zipDirectoryBytesMax = 16 * 1024 * 1024
/** A machine with a thousand mounts has about 150 KiB of them. */
export const mountTableBytesMax = 4 * 1024 * 1024

/** A file of environment settings: the kernel itself takes no more than 2 MiB of them (execve(2)). */
export const envFileBytesMax = 1024 * 1024
export const envFileKeysMax = 10_000
/** A file that is something else altogether has a doubt on every line. */
export const envFileDoubtsMax = 100

/** An executable's tables. Every honest one is far below: the largest programs have a few hundred libraries, the C library itself has forty versions. */
export const elfSegmentsMax = 512
export const elfDynamicBytesMax = 256 * 1024
export const elfLibrariesMax = 512
export const elfNameBytesMax = 4096
/** Names of all symbols, too. */
export const elfNamesBytesMax = 64 * 1024 * 1024
export const elfVersionsBytesMax = 1024 * 1024
export const elfVersionsMax = 4096
export const loaderCacheEntriesMax = 100_000
export const loaderCacheBytesMax = 16 * 1024 * 1024
/** execve(2): BINPRM_BUF_SIZE of Linux. */
export const scriptLineBytesMax = 256

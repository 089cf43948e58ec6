/** The limits of this room. */
export const fragmentBytesMax = 64 * 1024
export const dropInsMax = 64
export const appsMax = 256
/** More mistakes than a person corrects in one go are only counted. */
export const mistakesShownMax = 20
export const suggestedKeysMax = 16

export const trustMax = 8
export const filesMax = 64
export const membersMax = 4096
export const unitsMax = 16
export const probesMax = 16
export const channelsMax = 16
export const gatesMax = 16
export const tellersMax = 8
export const companionsMax = 64
export const carriedMax = 64
export const generatedMax = 16
export const rehearsedMax = 16
export const argumentsMax = 64
export const windowsMax = 16
export const stopOversMax = 64
/** A reason, a name: what a person says in one line. */
export const lineCharactersMax = 400
/** Globs are matched against every release that a source lists. */
export const globCharactersMax = 100
export const globStarsMax = 4
export const pathBytesMax = 1024
export const linksFollowedMax = 16
export const mirrorsMax = 8
export const noProxyMax = 64
export const secretBytesMax = 64 * 1024
export const certificatesBytesMax = 1024 * 1024

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const mebibyte = 2 ** 20
const gibibyte = 2 ** 30

/** A range that holds for a setting, both ends included, and how its ends are written. */
export interface Range { readonly from: number; readonly to: number; readonly words: string }

export const ranges = {
  deadline: { from: second, to: hour, words: "between '1s' and '1h'" },
  /** A daemon that reports its progress may be in the middle of a migration. */
  deadlineMax: { from: second, to: 24 * hour, words: "between '1s' and '24h'" },
  unitSteady: { from: 0, to: hour, words: "between '0s' and '1h'" },
  command: { from: second, to: 6 * hour, words: "between '1s' and '6h'" },
  /** Less starts no runtime; more is no rehearsal any more, but the daemon itself, a second time. */
  rehearsalMemory: { from: 64 * mebibyte, to: 256 * gibibyte, words: "between '64MiB' and '256GiB'" },
  rehearsalTasks: { from: 16, to: 32_768, words: 'between 16 and 32768' },
  /** It lies in memory while it runs. */
  rehearsalOutput: { from: mebibyte, to: 256 * mebibyte, words: "between '1MiB' and '256MiB'" },
  steady: { from: second, to: hour, words: "between '1s' and '1h'" },
  stall: { from: second, to: 10 * minute, words: "between '1s' and '10min'" },
  download: { from: second, to: 24 * hour, words: "between '1s' and '24h'" },
  restart: { from: second, to: hour, words: "between '1s' and '1h'" },
  artifact: { from: 1, to: 64 * gibibyte, words: "between '1B' and '64GiB'" },
  unpacked: { from: 1, to: 256 * gibibyte, words: "between '1B' and '256GiB'" },
  // A TUF repository's metadata may be larger than any list or signature.
  sidecar: { from: 1, to: 12 * 1024 * 1024, words: "between '1B' and '12MiB'" },
  manifest: { from: 1, to: 16 * 1024 * 1024, words: "between '1B' and '16MiB'" },
  entries: { from: 1, to: 1_000_000, words: 'between 1 and 1000000' },
  keepReleases: { from: 1, to: 100, words: 'between 1 and 100' },
  keepDays: { from: 1, to: 3650, words: 'between 1 and 3650' },
  minimumAge: { from: 0, to: 365 * day, words: "between '0s' and '365d'" },
  probation: { from: 0, to: 30 * day, words: "between '0s' and '30d'" },
  restartsMax: { from: 0, to: 100, words: 'between 0 and 100' },
  trustThreshold: { from: 1, to: trustMax, words: `between 1 and ${trustMax}` },
} as const satisfies Record<string, Range>

/** What a file that says nothing gets (formats.md 8), as it would be written in a file. Forgetting a key is never dangerous. */
export const defaults = {
  deadline: '30s',
  deadline_max: '10min',
  steady: '10s',
  unit_steady: '1s',
  restarts_max: 0,
  channel: 'stable',
  keep_releases: 3,
  minimum_age: '0s',
  /** Longer than any daemon takes to meet its first hourly load would be longer than anybody waits; a crash loop shows within minutes. */
  probation: '10min',
  /** Where Debian's and Fedora's node_exporter look, made by them. */
  metrics: '/var/lib/prometheus/node-exporter',
  rehearsal_memory: '2GiB',
  rehearsal_tasks: 512,
  rehearsal_output: '16MiB',
  artifact: '256MiB',
  unpacked: '2GiB',
  entries: 20_000,
  manifest: '1MiB',
  sidecar: '1MiB',
  stall: '30s',
  download: '1h',
  /** Longer than systemd's own 90 s to stop and 90 s to start, so that its word comes first. */
  restart: '4min',
} as const

/** The drivers that are meant when a table does not say its `kind`. They make the smallest useful file five lines. */
export const defaultKinds: Readonly<Record<string, string>> = { source: 'url', trust: 'minisign', layout: 'links', coordination: 'alone' }

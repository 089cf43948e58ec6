import type { Window } from '../formats/window.ts'
import type { ChannelRule } from '../release/channel.ts'
import type { Version } from '../release/version.ts'

/** Exactly this version, whatever the channel says; newer releases are still reported. */
export interface Pin { readonly version: Version; readonly by: string | null; readonly atMs: number | null; readonly reason: string | null }
/** Nothing at all, until then; null: until somebody says `unhold`. */
export interface Hold { readonly untilMs: number | null; readonly by: string | null; readonly atMs: number | null; readonly reason: string | null }

/** What the operator's files say about which release, and when. All durations in milliseconds. */
export interface Rules {
  readonly channel: ChannelRule
  readonly pin: Pin | null
  readonly hold: Hold | null
  /** A release is taken no sooner than this after this host first saw it. */
  readonly minimumAgeMs: number
  /** Versions that no upgrade may jump over, beside those that the source names. Ascending. */
  readonly stopOvers: readonly Version[]
  readonly rollout: 'honoured' | 'ignored'
  /** Empty: at any time. */
  readonly windows: readonly Window[]
  /** A host that slept through its last window: waits for the next one, or catches up at once. */
  readonly late: 'wait' | 'catch-up'
  /** What timers do: upgrade, only look, or nothing. Never asked by a person's run. */
  readonly auto: 'upgrade' | 'check' | 'no'
}

/** Who or what began a run. `person`: somebody typed it, now. Everything else is unattended but for `pin-file`, which somebody wrote. */
export type Occasion = 'person' | 'timer' | 'inbox' | 'pin-file' | 'probation'

/** A release whose bytes are known. Versions are normalised SemVer, or a label for an adopted release, whose `sha256` is empty. */
export interface Candidate { readonly version: string; readonly sha256: string }
/** A release that is not to be tried again. */
export interface Skip {
  readonly version: string
  /** Null: skipped by hand, whatever its bytes. */
  readonly sha256: string | null
  readonly because: string
}

/** Everything on this host that bears on which release may be taken. */
export interface Standing {
  /** Its name, for commands that a person can copy from a sentence. */
  readonly app: string
  readonly rules: Rules
  readonly live: Candidate | null
  readonly skips: readonly Skip[]
  /** The highest version ever committed here. */
  readonly floor: string | null
  /** No option passes below it. */
  readonly minimumVersion: Version | null
  /** Version → when this host saw it first, by its own clock. */
  readonly firstSeen: ReadonlyMap<string, number>
  /** Lower-case hex, different on every machine and stable on each: derived from the machine id, which is never shown. */
  readonly host: string
  readonly nowMs: number
  readonly occasion: Occasion
  /** Asked for by its name; null: the newest that may be taken. */
  readonly asked: Version | null
  readonly force: 'yes' | 'no'
}

/** One release, and what this host thinks of it: a sentence that a person understands at 3 a.m. */
export interface Weighed {
  readonly version: string
  /** `take`: may be taken now. `wait`: not yet, `untilMs` says when (null: nobody knows). `no`: not by itself. `live`, `older`: nothing to do. */
  readonly verdict: 'take' | 'wait' | 'no' | 'live' | 'older'
  readonly because: string
  readonly untilMs: number | null
  /** What a person can do about it; null: nothing to do. */
  readonly next: string | null
}

/** What to take, best first (a release may turn out to be incomplete), and what is thought of each, newest first. */
export interface Choice {
  readonly ranked: readonly Version[]
  readonly weighed: readonly Weighed[]
  /** What is thought of the newest release of the channel, pinned or not; of the one that was asked for, if one was. Null: the list has none. */
  readonly newest: Weighed | null
}

import { ranges } from '../../src/config/limits.ts'

interface Words { readonly type: string; readonly says: string }

/** `[policy]`, `[[channel]]` and `[export]`: what the operator says once, and leaves alone for months. */
export const policyWords: Readonly<Record<'policy' | 'channel' | 'exports', Readonly<Record<string, Words>>>> = {
  policy: {
    channel: { type: 'text', says: 'channel to follow when no version is asked for: stable is every app\'s finished releases; beta takes those like 1.0.0-beta.2 too; [[channel]] says what other names mean' },
    pin: { type: 'version, table or false', says: 'exactly this version is taken, whatever the channel says; newer ones are still reported. As a table: { version, by, at, reason }. false: not pinned, whatever a file that is read before says. Written by app-upgrade pin' },
    hold: { type: 'true, false or table', says: 'nothing is taken, whoever asks, but with --force; a rollback works as ever. As a table: { until, by, at, reason }, with the end as a date of TOML with its zone, 2026-12-01T00:00:00Z; a hold whose end is past has ended. Written by app-upgrade hold' },
    minimum_age: { type: `time ${ranges.minimumAge.words}`, says: 'a release is taken no sooner than this after this host saw it first, by its own clock. Meanwhile the newest that is old enough is taken. A version that is asked for by name need not be old' },
    stop_overs: { type: 'list of versions', says: 'versions that no upgrade may jump over, beside those that this host has seen the source name: from below one of them it is taken first' },
    rollout: { type: '"honoured" or "ignored"', says: 'whether a release that its publisher offers to some percent of all machines waits for this machine\'s turn. Turns are drawn from the machine id, anew for each release, on this host alone' },
    windows: { type: 'list of windows', says: 'times of the week in which an unattended run may begin, like "Sat 02:00-05:00 Europe/Berlin", "Mon..Fri 22:00-04:00" or "02:00-05:00"; without a zone it is the machine\'s. At any time when there is none. What a person starts is never held up by a window' },
    late: { type: '"wait" or "catch-up"', says: 'what a machine does that was off during its last window' },
    auto: { type: '"upgrade", "check" or "no"', says: 'what timers do: upgrade, only look and report, or nothing. Never asked when a person starts a run' },
    keep_releases: { type: `whole number ${ranges.keepReleases.words}`, says: 'releases that stay on disk, the live one included' },
    keep_days: { type: `whole number ${ranges.keepDays.words}`, says: 'releases that have not been live for this many days go, however few they are; never the live one, the one to return to, or one that still runs. When not given, age does not count' },
    probation: { type: `time ${ranges.probation.words}`, says: 'for how long after an upgrade a crash of the daemon still counts against the new version; "0s" for not at all' },
    late_crash: { type: '"roll-back" or "tell"', says: 'what follows such a crash' },
  },
  channel: {
    name: { type: 'text', says: 'its name, one word of a-z, 0-9, _ and -. stable cannot be another thing than it is' },
    prerelease: { type: 'text', says: 'beginning of the pre-releases that belong to it, like "rc" for 1.0.0-rc.1; its name when not given' },
    tag: { type: 'text', says: 'only releases whose tag is like this belong to it: * stands for any text, ? for one character, "nightly-*"' },
    manifest: { type: 'text', says: 'what it is called in the publisher\'s manifest; its name when not given' },
  },
  exports: {
    metrics: { type: 'directory or false', says: "where the textfile collector of Prometheus' node_exporter looks; app-upgrade-<app>.prom is written there after every run, if that directory exists" },
    motd: { type: 'true or false', says: 'whether whoever logs in is told of an app that is stuck' },
  },
}

import type { Version } from '../../src/release/version.ts'
import { aCheckReport, aStatusReport, aWeighedRelease, aWhyReport, aWorld, type ScriptedWorld } from '../support/scripted-world.ts'

const said = { by: 'ann (uid 1000) on pts/3', atMs: Date.UTC(2026, 10, 20, 16, 5) }
const window = { windows: ['Sun 02:00-05:00 Europe/Berlin'], window: { opensMs: Date.UTC(2026, 10, 22, 1), closesMs: Date.UTC(2026, 10, 22, 4) } }
const enabled = { state: 'enabled', off: null, nextRunMs: Date.UTC(2026, 10, 22, 1, 10), ...window } as const
const looked = { lookedAtMs: Date.UTC(2026, 10, 21, 12), schedule: enabled }
const taken = aWeighedRelease({ version: '2.0.1', verdict: 'take', because: '2.0.1 is newer than 2.0.0, which is live, and may be taken', untilMs: null, next: null, forecast: { text: 'will be taken Sunday 2026-11-22 02:10 (Europe/Berlin)', atMs: Date.UTC(2026, 10, 22, 1, 10) } })
const otherThanPinned = aWeighedRelease({ verdict: 'no', because: '2.1.0 is not taken: 2.0.0 is pinned by ann (uid 1000) on pts/3: 2.1 needs the new schema', untilMs: null, next: "'app-upgrade unpin acme', or --force", forecast: null })

const refusedRun = {
  atMs: Date.UTC(2026, 10, 22, 1, 10), event: 'refused',
  because: "version 2.1.0 needs settings that '/etc/acme/acme.env' does not have: absent: ACME_URL", next: "give it a value in '/etc/acme/acme.env'; the release's own '.env.example' says what it is for; '--force' passes it, and is recorded",
} as const

/** Of `status`, `why` and `check`: everything that can keep a host where it is. */
export const whyWorlds: Readonly<Record<string, () => ScriptedWorld>> = {
  'a young release': () => aWorld({
    status: () => Promise.resolve(aStatusReport({ newest: aWeighedRelease(), next: taken, ...looked, probation: { untilMs: Date.UTC(2026, 10, 21, 16, 48, 43), units: ['acme.service'], then: 'roll-back' } })),
    why: (_, version) => Promise.resolve(aWhyReport(version === null ? {} : { about: version, weighed: [aWeighedRelease()] })),
    check: () => Promise.resolve(aCheckReport({ live: '2.0.0', newest: '2.1.0', verdict: 'held', reason: '2.1.0 exists since 3 h; minimum age is 24 h' })),
  }),
  'pinned and held': () => aWorld({
    status: () => Promise.resolve(aStatusReport({
      newest: otherThanPinned, lookedAtMs: looked.lookedAtMs, schedule: { ...enabled, windows: [], window: null, state: 'switched-off', off: "unattended upgrades are switched off by '/etc/app-upgrade/no-auto': freeze" },
      pin: { version: '2.0.0' as Version, ...said, reason: '2.1 needs the new schema' }, hold: { untilMs: Date.UTC(2027, 0, 4, 8), ...said, reason: null },
    })),
    check: () => Promise.resolve(aCheckReport({ live: '2.0.0', newest: '2.1.0', verdict: 'held', reason: otherThanPinned.because })),
  }),
  'switched off': () => aWorld({
    why: () => Promise.resolve(aWhyReport({
      schedule: { state: 'switched-off', off: "unattended upgrades are switched off by '/etc/app-upgrade/no-auto': freeze", nextRunMs: null, windows: [], window: null },
      remarks: ["unattended upgrades are switched off by '/etc/app-upgrade/no-auto': freeze", 'held until further notice'],
    })),
  }),
  'the last run was refused': () => aWorld({
    status: () => Promise.resolve(aStatusReport({ ...looked, fruitless: refusedRun })),
    why: () => Promise.resolve(aWhyReport({ fruitless: refusedRun })),
  }),
  'nobody asked yet': () => aWorld({
    status: () => Promise.resolve(aStatusReport({ last: null, journals: 'hidden', kept: null, liveSinceMs: null, floor: null, schedule: { ...enabled, state: 'no-timer', nextRunMs: null, windows: [], window: null }, notes: ['how it came to be, and which releases were found ill here, only root may read'] })),
    why: () => Promise.resolve(aWhyReport({ live: null, lookedAtMs: null, weighed: [], remarks: [], schedule: { state: 'no-timer', off: null, nextRunMs: null, windows: [], window: null } })),
    check: () => Promise.resolve(aCheckReport({ live: null, newest: null, verdict: 'current', reason: "the source lists no release in channel 'stable'" })),
  }),
  'much was found ill': () => aWorld({
    status: () => Promise.resolve(aStatusReport({
      newest: null, lookedAtMs: looked.lookedAtMs, schedule: { ...enabled, state: 'check-only', window: { opensMs: null, closesMs: Date.UTC(2026, 10, 22, 4) } },
      skipped: ['2.1.0', '2.1.1', '2.1.2', '2.1.3', '2.1.4'].map((version) => ({ version, because: "it was found ill on 2026-11-20: unit 'acme.service' failed" })),
      notes: ['2.0.0 is live, but its publisher has withdrawn it: it eats data: take a newer release, or \'app-upgrade rollback\' to the one before'],
    })),
  }),
}

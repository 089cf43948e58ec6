import type { World } from '../../src/cli/world.ts'
import type { InitReport } from '../../src/config/draft/init-report.ts'
import { failure } from '../../src/errors.ts'
import type { ReleaseReport } from '../../src/publish/release.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Plan } from '../../src/upgrade/plan.ts'
import type { CheckReport, HistoryItem, ListReport, ReleaseItem, Report, StatusReport, WeighedRelease, WhyReport } from '../../src/upgrade/report.ts'
import type { EnabledReport } from '../../src/upgrade/unattended-report.ts'
import type { ChannelReport, Wish, WishReport } from '../../src/upgrade/wish-report.ts'

/** What was said, in order, by file descriptor. */
export interface Said { readonly fd: 1 | 2; readonly text: string }

export interface ScriptedWorld extends World {
  readonly said: Said[]
  readonly finalEvents: Readonly<Record<string, string>>[]
  readonly statusLines: string[]
  /** `upgrade acme {"version":…}`: what the verbs asked the world to do. */
  readonly asked: string[]
}

/** A world that does nothing and remembers everything; override what a test is about. */
export function aWorld(overrides: Partial<World> = {}): ScriptedWorld {
  const said: Said[] = []
  const finalEvents: Readonly<Record<string, string>>[] = []
  const statusLines: string[] = []
  const asked: string[] = []
  const ask = (what: string, ...details: readonly unknown[]): void => { asked.push([what, ...details.map((one) => JSON.stringify(one))].join(' ')) }
  let clockMs = 0
  const world: ScriptedWorld = {
    said, finalEvents, statusLines, asked,
    version: '1.0.0',
    terminal: aPipe(said),
    caller: { uid: 0, actor: 'root (uid 0) on pts/0' },
    clock: { monotonicMs: () => (clockMs += 1000), nowMs: () => Date.UTC(2026, 10, 21, 12) },
    ofUser: () => { ask('ofUser'); return Promise.resolve(world) },
    apps: () => Promise.resolve(['acme']),
    chooseApp: (named) => Promise.resolve(named ?? 'acme'),
    check: (app, wanted) => { ask('check', app, wanted); return Promise.resolve(aCheckReport()) },
    upgrade: (app, request) => { ask('upgrade', app, request); return Promise.resolve(aReport()) },
    rollback: (app, request) => { ask('rollback', app, request); return Promise.resolve(aReport({ from: '2.0.0', to: '1.4.2', running: '1.4.2', grounds: [] })) },
    run: (instance) => { ask('run', instance); return Promise.resolve(aReport()) },
    acquire: (instance) => { ask('acquire', instance); return Promise.resolve() },
    lease: (app) => { ask('lease', app); return Promise.resolve() },
    repay: () => { ask('repay'); return Promise.resolve([]) },
    probation: (instance) => { ask('probation', instance); return Promise.resolve(aReport({ outcome: 'settled', transaction: null })) },
    runUnattended: (app, occasion) => { ask('auto', app, occasion); return Promise.resolve({ app, off: null, report: aReport(), end: 'over', againMs: null, notes: [] }) },
    enable: (app, request) => { ask('enable', app, request); return Promise.resolve(anEnabledReport({ app })) },
    disable: (app) => { ask('disable', app); return Promise.resolve(anEnabledReport({ app, everyMs: null })) },
    inbox: (app) => { ask('inbox', app); return Promise.resolve([]) },
    settle: (instance) => { ask('settle', instance); return Promise.resolve(aReport({ outcome: 'settled', transaction: null })) },
    tell: (instance) => { ask('tell', instance); return Promise.resolve('told') },
    recover: (app, when) => { ask('recover', app, when); return Promise.resolve([]) },
    status: (app) => { ask('status', app); return Promise.resolve(aStatusReport({ app })) },
    why: (app, version) => { ask('why', app, version); return Promise.resolve(aWhyReport({ app })) },
    list: (app) => { ask('list', app); return Promise.resolve(aListReport({ app })) },
    history: (app) => { ask('history', app); return Promise.resolve([anItem()]) },
    verify: (app, file, version) => {
      ask('verify', app, file, version)
      return Promise.resolve({ artifact: 'acme-v2.0.0-linux-amd64.tar.gz', version: '2.0.0', sha256: 'ab'.repeat(32), grounds: ['minisign key RWQf6LRC over SHA256SUMS'] })
    },
    doctor: (app) => { ask('doctor', app); return Promise.resolve({ app, findings: [{ about: 'settings', state: 'good', text: 'valid', next: null }] }) },
    wish: (app, wish) => { ask('wish', app, wish); return Promise.resolve(aWishReport(wish, { app })) },
    channels: (app) => { ask('channels', app); return Promise.resolve(aChannelReport({ app })) },
    skip: (app, version, reason) => { ask('skip', app, version, reason); return Promise.resolve() },
    unskip: (app, version) => { ask('unskip', app, version); return Promise.resolve() },
    init: (request) => { ask('init', request); return Promise.resolve(anInitReport({ file: request.out === '-' ? null : '/etc/app-upgrade/acme.toml' })) },
    publishTree: (request) => {
      ask('publish tree', request)
      return Promise.resolve({ binary: 'acme', version: request.version, os: request.os, architecture: request.architecture ?? 'amd64', sha256: 'ab'.repeat(32), files: ['/srv/releases/2.0.0/linux/amd64/acme-linux-amd64-2.0.0.bz2', '/srv/releases/2.0.0/linux/amd64/release.json'] })
    },
    publishRelease: (request) => { ask('publish release', request); return Promise.resolve(aReleaseReport({ version: request.version, signed: request.key === null ? 'no' : 'yes' })) },
    finalEvent: (fields) => { finalEvents.push(fields); return Promise.resolve() },
    statusLine: (text) => { statusLines.push(text); return Promise.resolve() },
    ...overrides,
  }
  return world
}

/** A pipe: no colour, no bar. */
export function aPipe(said: Said[]): World['terminal'] {
  return {
    columns: 80, stdoutIsTerminal: false, stderrIsTerminal: false, colour: false,
    out: (text) => { said.push({ fd: 1, text }) },
    err: (text) => { said.push({ fd: 2, text }) },
  }
}

/** A person's terminal, 80 columns and colour. */
export function aTerminal(said: Said[]): World['terminal'] {
  return { ...aPipe(said), stdoutIsTerminal: true, stderrIsTerminal: true, colour: true }
}

/** Everything said on this descriptor, as one text. */
export function saidOn(world: ScriptedWorld, fd: 1 | 2): string {
  return world.said.filter((one) => one.fd === fd).map((one) => one.text).join('')
}

export function aReport(overrides: Partial<Report> = {}): Report {
  return {
    app: 'acme', outcome: 'upgraded', from: '1.4.2', to: '2.0.0', running: '2.0.0', downtimeMs: 400,
    transaction: '20261121T104841Z-3fa29c', digest: 'ab'.repeat(32), trouble: null,
    grounds: ['minisign key RWQf6LRC over SHA256SUMS'], notes: [], lines: [], plan: null, ...overrides,
  }
}

/** The example of architecture section 11. */
export function aRolledBackReport(overrides: Partial<Report> = {}): Report {
  return aReport({
    outcome: 'rolled-back', running: '1.4.2', downtimeMs: 4000,
    trouble: {
      code: 'ROLLED_BACK', next: null,
      messages: ["the new version did not become healthy: unit 'acme.service' failed 3 times in 60 s", "exit status 1: unknown key 'listen_adress' in '/etc/acme.conf'"],
    },
    lines: ["acme: unknown key 'listen_adress' in '/etc/acme.conf'"], ...overrides,
  })
}

export function aCheckReport(overrides: Partial<CheckReport> = {}): CheckReport {
  return { app: 'acme', live: '1.4.2', newest: '2.0.0', verdict: 'available', reason: '2.0.0 is newer than 1.4.2', ...overrides }
}

export function anItem(overrides: Partial<HistoryItem> = {}): HistoryItem {
  return {
    transaction: '20261121T104841Z-3fa29c', atMs: Date.UTC(2026, 10, 21, 10, 48, 41), actor: 'root (uid 0) on pts/0', reason: null, way: 'on',
    from: '1.4.2', to: '2.0.0', outcome: 'upgraded', running: '2.0.0', because: null, downtimeMs: 400, probation: null, ...overrides,
  }
}

export function aStatusReport(overrides: Partial<StatusReport> = {}): StatusReport {
  return {
    app: 'acme', live: '2.0.0', liveSinceMs: Date.UTC(2026, 10, 21, 10, 48, 43), kept: '1.4.2', floor: '2.0.0',
    units: [{ name: 'acme.service', activeState: 'active', subState: 'running', sinceUs: 1 }],
    last: anItem(), fruitless: null, journals: 'read', open: null, skipped: [], newest: null, next: null, lookedAtMs: null, channel: 'stable', pin: null, hold: null,
    schedule: { state: 'unknown', off: null, nextRunMs: null, windows: [], window: null }, probation: null, notes: [], ...overrides,
  }
}

/** The example of issue 4: three hours old, and Sunday's window. */
export function aWeighedRelease(overrides: Partial<WeighedRelease> = {}): WeighedRelease {
  return {
    version: '2.1.0', verdict: 'wait', because: '2.1.0 exists since 3 h; minimum age is 24 h', untilMs: Date.UTC(2026, 10, 22, 9), next: "'app-upgrade upgrade acme --to 2.1.0' takes it now",
    firstSeenMs: Date.UTC(2026, 10, 21, 9), forecast: { text: 'will be taken Sunday 2026-11-29 02:10 (Europe/Berlin)', atMs: Date.UTC(2026, 10, 29, 1, 10) }, ...overrides,
  }
}

export function aWhyReport(overrides: Partial<WhyReport> = {}): WhyReport {
  const ill = aWeighedRelease({ version: '2.0.5', verdict: 'no', because: "2.0.5 is skipped: it was found ill on 2026-11-20: unit 'acme.service' failed", untilMs: null, next: "wait for a newer release, or 'app-upgrade unskip acme 2.0.5', or use --force", firstSeenMs: Date.UTC(2026, 10, 20, 9), forecast: null })
  const live = aWeighedRelease({ version: '2.0.0', verdict: 'live', because: '2.0.0 is live already', untilMs: null, next: null, firstSeenMs: Date.UTC(2026, 10, 1, 9), forecast: null })
  return {
    app: 'acme', live: '2.0.0', about: null, lookedAtMs: Date.UTC(2026, 10, 21, 12), weighed: [aWeighedRelease(), ill, live], fruitless: null,
    remarks: ['no window is open (Sun 02:00-05:00 Europe/Berlin); the next opens Sunday 2026-11-22 01:00 (UTC)'],
    schedule: { state: 'enabled', off: null, nextRunMs: Date.UTC(2026, 10, 22, 1, 10), windows: ['Sun 02:00-05:00 Europe/Berlin'], window: { opensMs: Date.UTC(2026, 10, 22, 1), closesMs: Date.UTC(2026, 10, 22, 4) } }, ...overrides,
  }
}

export function aListReport(overrides: Partial<ListReport> = {}): ListReport {
  const item = (version: string, state: ReleaseItem['state'], day: number | null): ReleaseItem => ({ version, state, running: state === 'live' ? 'yes' : 'no', sizeBytes: 12_345_678, sinceMs: day === null ? null : Date.UTC(2026, 10, day, 10, 48, 41), directory: `/opt/acme/releases/${version}` })
  return { app: 'acme', releases: [item('2.0.0', 'live', 21), item('1.4.2', 'kept', 21), item('2.1.0', 'failed', 20), item('1.4.1', 'older', 19), item('1.3.0', 'unused', null)], notes: [], ...overrides }
}

export function anEnabledReport(overrides: Partial<EnabledReport> = {}): EnabledReport {
  return {
    app: 'acme', changed: 'yes', units: ['app-upgrade-auto@acme.timer', 'app-upgrade-pin@acme.path'], everyMs: 21_600_000, notes: [],
    schedule: { state: 'enabled', off: null, nextRunMs: Date.UTC(2026, 10, 22, 1, 12, 13), windows: ['Sat 02:00-05:00 Europe/Berlin'], window: null }, ...overrides,
  }
}

/** What the files say once this wish is written down, by root at noon. */
export function aWishReport(wish: Wish, overrides: Partial<WishReport> = {}): WishReport {
  const before = { channel: 'stable', pin: null, hold: null }
  const said = { by: 'root (uid 0) on pts/0', atMs: Date.UTC(2026, 10, 21, 12), reason: 'reason' in wish ? wish.reason : null }
  const now = wish.what === 'pin' ? { ...before, pin: { version: wish.version ?? parseVersion('2.0.0'), ...said } }
    : wish.what === 'hold' ? { ...before, hold: { untilMs: wish.untilMs, ...said } }
      : wish.what === 'channel' ? { ...before, channel: wish.name } : before
  return { app: 'acme', what: wish.what, changed: 'yes', file: '/etc/app-upgrade/acme.toml.d/50-operator.toml', now, before, live: wish.what === 'pin' ? '2.0.0' : null, ...overrides }
}

export function aChannelReport(overrides: Partial<ChannelReport> = {}): ChannelReport {
  const one = (name: string, more: Partial<ChannelReport['channels'][number]> = {}): ChannelReport['channels'][number] => ({ name, prerelease: null, tag: null, manifest: null, newest: null, ...more })
  return {
    app: 'acme', followed: 'stable',
    channels: [one('stable', { newest: '2.0.0' }), one('edge', { tag: 'server-*', manifest: 'Edge' }), one('candidate', { prerelease: 'rc', tag: 'v*' }), one('nightly', { newest: '2.1.0-nightly.4' })], ...overrides,
  }
}

export function aReleaseReport(overrides: Partial<ReleaseReport> = {}): ReleaseReport {
  const file = (name: string): ReleaseReport['files'][number] => ({ name, sizeBytes: 1024, sha256: 'ab'.repeat(32) })
  return { version: 'v2.0.0', files: [file('acme-v2.0.0-linux-amd64.tar.gz'), file('SHA256SUMS')], signed: 'yes', channel: null, where: ['/home/acme/dist'], ...overrides }
}

export function anInitReport(overrides: Partial<InitReport> = {}): InitReport {
  return {
    app: 'acme', address: 'https://github.com/acme/acme', source: 'github', release: 'v2.0.0', artifact: 'acme-v2.0.0-linux-amd64.tar.gz', trust: 'minisign', file: '/etc/app-upgrade/acme.toml',
    text: '[source]\nkind = "github"\n', holes: ["/etc/app-upgrade/acme.toml:14: trust[0].keys[0]: the minisign public key cannot be used: it is a placeholder; the publisher's own key belongs there"],
    start: 'systemctl start app-upgrade@acme', notes: ['nobody has looked into the archive'], ...overrides,
  }
}

/** Rejects as the world of an unreachable source would. */
export function unreachable(): Promise<never> {
  return Promise.reject(failure('UNAVAILABLE', "the source 'https://dl.example.org/acme/' cannot be reached",
    { cause: new Error('getaddrinfo ENOTFOUND dl.example.org'), next: 'try again later' }))
}

export function aPlan(overrides: Partial<Plan> = {}): Plan {
  const rule = { deadlineMs: 30_000, steadyMs: 10_000, restartsMax: 0, before: [], probes: [] }
  return {
    schema: 1, transaction: '20261121T104841Z-3fa29c', app: 'acme', madeAtMs: Date.UTC(2026, 10, 21, 10, 48, 41), actor: 'root (uid 0) on pts/0', reason: null,
    from: { version: '1.4.2', artifactSha256: null, directory: '/opt/acme/releases/1.4.2' },
    to: { version: '2.0.0', artifactSha256: 'ab'.repeat(32), directory: '/opt/acme/releases/2.0.0' },
    files: [{
      name: 'acme', publicPath: '/usr/local/bin/acme', newPath: '/opt/acme/releases/2.0.0/acme', newSha256: 'cd'.repeat(32),
      mode: 0o755, uid: 0, gid: 0, keptSha256: 'ef'.repeat(32),
    }],
    layout: { kind: 'links', home: '/opt/acme' },
    units: [{ name: 'acme.service', restart: 'restart', then: 'restart' }],
    probes: [{ kind: 'http', url: 'http://127.0.0.1:9000/' }], coordination: { kind: 'alone' },
    health: rule, rollbackHealth: { ...rule, deadlineMs: 60_000 }, restartTimeoutMs: 90_000, keepReleases: 3, ...overrides,
  }
}

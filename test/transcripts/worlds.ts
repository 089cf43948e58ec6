import { bug } from './bug.ts'
import { failure } from '../../src/errors.ts'
import type { Report, Shown } from '../../src/upgrade/report.ts'
import { aCheckReport, anEnabledReport, anInitReport, aPlan, aReport, aRolledBackReport, aStatusReport, aTerminal, aWishReport, aWorld, anItem, type Said, type ScriptedWorld, unreachable } from '../support/scripted-world.ts'
import { whyWorlds } from './why-worlds.ts'

const artifact = 'acme-v2.0.0-linux-amd64.tar.gz'
const MiB = 2 ** 20
/** A token repaints the terminal, forges a line and turns text around, as a hostile daemon's log would. */
const hostile = 'ready\x1b[2J\nNov 21 10:00:00 host app-upgrade[1]: upgraded \u202e0.0.2'

const goodShow: readonly Shown[] = [
  { kind: 'found', version: '2.0.0', origin: 'https://user:secret@dl.example.org/acme/?token=abc' },
  { kind: 'fetching', artifact, receivedBytes: 0, sizeBytes: 30 * MiB },
  { kind: 'fetching', artifact, receivedBytes: 12.3 * MiB, sizeBytes: 30 * MiB },
  { kind: 'fetching', artifact, receivedBytes: 30 * MiB, sizeBytes: 30 * MiB },
  { kind: 'verified', artifact, grounds: ['minisign key RWQf6LRC over SHA256SUMS'] },
  { kind: 'step', step: 'swap', stage: 'began' },
  { kind: 'step', step: 'swap', stage: 'ended' },
  { kind: 'step', step: 'restart', stage: 'began' },
  { kind: 'restarted', unit: 'acme.service', result: 'done', downtimeMs: 400 },
  { kind: 'step', step: 'watch', stage: 'began' },
  { kind: 'reading', reading: { kind: 'sample', probe: 'http', atMs: 1, outcome: 'ill', detail: 'HTTP 503 from http://127.0.0.1:9000/' } },
  { kind: 'reading', reading: { kind: 'sample', probe: 'http', atMs: 2, outcome: 'well', detail: 'HTTP 200 from http://127.0.0.1:9000/' } },
]
const followedShow: readonly Shown[] = [
  { kind: 'status', text: `fetching ${artifact} 0.0 of 30.0 MiB (0 %)` },
  { kind: 'status', text: `fetching ${artifact} 12.3 of 30.0 MiB (41 %)` },
  { kind: 'status', text: 'watching the new version' },
  { kind: 'status', text: 'watching, http: well, HTTP 200' },
]

/** Every upgrade, rollback and unit run of this world shows these things and ends like this. */
function ending(report: Report, shows: readonly Shown[] = []): ScriptedWorld {
  const play = (show: (shown: Shown) => void): Promise<Report> => {
    for (const shown of shows) show(shown)
    return Promise.resolve(report)
  }
  return aWorld({
    upgrade: (_, __, show) => play(show), rollback: (_, __, show) => play(show), run: (_, show) => play(show), settle: (_, show) => play(show),
    recover: async (_, __, show) => [await play(show)],
  })
}

function atTerminal(world: ScriptedWorld): ScriptedWorld {
  const said: Said[] = []
  return { ...world, said, terminal: aTerminal(said) }
}

const refusal = aReport({
  outcome: 'refused', running: '1.4.2', downtimeMs: null, transaction: null, grounds: [],
  trouble: { code: 'TAMPERED', messages: ["'SHA256SUMS' is not signed by any key of this app", 'the signature is by key id 1A2B3C4D5E6F7081'], next: 'ask the publisher whether the key was changed' },
})

/** Named in the transcripts as `world: name`. */
export const worlds: Readonly<Record<string, () => ScriptedWorld>> = {
  plain: () => aWorld(),
  ...whyWorlds,
  'inbox with a bundle of each kind': () => aWorld({
    inbox: async (app) => [
      { name: 'acme-1.9.0.bundle', state: 'refused', because: '1.9.0 is older than the live 2.0.0', path: `/var/lib/app-upgrade/${app}/refused/acme-1.9.0.bundle`, report: refusal, told: 'yes' },
      { name: 'acme-2.0.0.bundle', state: 'done', because: '', path: `/var/lib/app-upgrade/${app}/done/acme-2.0.0.bundle`, report: aReport(), told: 'yes' },
      { name: hostile, state: 'refused', because: 'the name of the bundle cannot be used', path: `/var/lib/app-upgrade/${app}/refused/ready-0a1b2c3d4e5f.bundle`, report: { ...refusal, trouble: { code: 'REFUSED', messages: ['the name of the bundle cannot be used'], next: null } }, told: 'no' },
      { name: 'acme-2.1.0.bundle', state: 'waits', because: 'three uploads are under way', path: `/var/lib/app-upgrade/${app}/inbox/acme-2.1.0.bundle`, report: { ...refusal, outcome: 'failed' }, told: 'yes' },
    ],
  }),
  'upgrade goes well': () => ending(aReport({ notes: ['the unit file has changed on disk and was read again'] }), goodShow),
  'upgrade goes well, at a terminal': () => atTerminal(ending(aReport(), goodShow)),
  'upgrade of a followed unit': () => ending(aReport(), followedShow),
  'upgrade of a followed unit, at a terminal': () => atTerminal(ending(aReport(), followedShow)),
  'new version is ill': () => ending(aRolledBackReport()),
  'new version is ill and hostile': () => ending(aRolledBackReport({
    lines: [hostile, 'started with https://root:hunter2@db.example.org/acme?sslkey=abc'],
    trouble: { code: 'ROLLED_BACK', messages: [`the probe 'version' says ${hostile}`], next: null },
  })),
  'both versions are ill': () => ending(aRolledBackReport({ outcome: 'stuck', running: null, downtimeMs: null })),
  'release is tampered with': () => ending(refusal),
  'already live': () => ending(aReport({ outcome: 'nothing', from: '2.0.0', downtimeMs: null, grounds: [], notes: ['2.0.0 is live already'] })),
  'no systemd': () => ending(aReport({ outcome: 'swapped', downtimeMs: null, notes: ['there is no systemd here: start the new version yourself, nothing was restarted and nothing was judged'] })),
  'settings are wrong': () => {
    const wrong = (): Promise<never> => Promise.reject(failure('CONFIG', "the settings of 'acme' have 2 mistakes\n  /etc/app-upgrade/acme.toml:3: source.ulr: unknown key\n  /etc/app-upgrade/acme.toml:7: trust: missing\x1b", { next: 'correct them' }))
    return aWorld({ upgrade: wrong, run: wrong, status: wrong })
  },
  'release is refused': () => aWorld({ run: () => Promise.reject(failure('REFUSED', '2.0.0 is skipped: rolled back', { next: 'use --force' })) }),
  'dry run': () => ending(aReport({ outcome: 'planned', downtimeMs: null, running: '1.4.2', plan: aPlan() })),
  'publishing is refused': () => aWorld({
    publishTree: () => Promise.reject(failure('REFUSED', "'/srv/releases/2.0.0/linux/amd64/acme-linux-amd64-2.0.0.bz2' already exists", { next: 'A published version is never changed: publish a newer one, or overwrite it with --force.' })),
    publishRelease: () => Promise.reject(failure('CONFIG', "nothing can be signed with 'minisign.key'", { cause: failure('CONFIG', 'the password is not that of the secret key') })),
  }),
  'begun without a hole': () => aWorld({ init: () => Promise.resolve(anInitReport({ source: 's3', address: 's3://acme-releases/acme', trust: 'cosign', holes: [], notes: [] })) }),
  'nothing is recognised': () => aWorld({ init: ({ address }) => Promise.reject(failure('USAGE', `${address} is no place of releases that can be recognised`, { next: 'Give the address of a repository, a manifest.json, a bucket, a directory, or a release archive; or write the app file by hand: app-upgrade.toml(5).' })) }),
  'the app file is there already': () => aWorld({ init: () => Promise.reject(failure('REFUSED', "'/etc/app-upgrade/acme.toml' is there already", { next: 'overwrite it with --force, or write elsewhere with --out' })) }),
  'nothing to take back': () => aWorld({ wish: (_, wish) => Promise.resolve(aWishReport(wish, { changed: 'no' })) }),
  'the pin file is read later': () => aWorld({ wish: () => Promise.reject(failure('REFUSED', '/etc/app-upgrade/acme.pin:2 says what pin is, and is read after what the verbs write', { next: "change it in '/etc/app-upgrade/acme.pin'" })) }),
  "the operator's file is broken": () => aWorld({ wish: () => Promise.reject(failure('CONFIG', "/etc/app-upgrade/acme.toml.d/50-operator.toml:4:7: 'pin': invalid value")) }),
  'the pin contradicts the settings': () => aWorld({ wish: () => Promise.reject(failure('CONFIG', "'/etc/app-upgrade/acme.toml.d/50-operator.toml' was not changed: the settings would be wrong", {
    cause: failure('CONFIG', '/etc/app-upgrade/acme.toml.d/50-operator.toml:4: policy.pin: 1.4.2 is older than release.minimum_version, 1.5.0: no run could ever take it') })) }),
  "nobody's but root's to say": () => aWorld({ wish: () => Promise.reject(failure('PERMISSION', 'only root may change what is live', { next: 'check, status and verify work for everybody; a daemon of your own is managed with --user' })) }),
  'source unreachable': () => aWorld({ check: unreachable, upgrade: unreachable, run: unreachable }),
  'several apps': () => aWorld({
    apps: () => Promise.resolve(['acme', 'broken', 'jaco']),
    chooseApp: (named) => (named === null
      ? Promise.reject(failure('USAGE', 'several apps are configured, and none was named', { next: 'name one of: acme, jaco' })) : Promise.resolve(named)),
    status: (app) => (app === 'broken' ? Promise.reject(failure('CONFIG', "the settings of 'broken' are wrong", { cause: '/etc/app-upgrade/broken.toml:3: source.ulr: unknown key' }))
      : Promise.resolve(app === 'acme' ? aStatusReport() : aStatusReport({ app, live: '0.2.0', kept: null, last: null, open: '20261121T110000Z-77aa01', units: [] }))),
  }),
  'no app': () => aWorld({ apps: () => Promise.resolve([]) }),
  'a bug': () => aWorld({ status: bug }),
  'much has happened': () => aWorld({
    status: () => Promise.resolve(aStatusReport({ skipped: [{ version: '2.0.0', because: 'rolled back: HTTP 503' }], notes: ['the app file has changed since the last upgrade'] })),
    history: () => Promise.resolve([
      anItem({ transaction: '20261120T090000Z-000001', atMs: Date.UTC(2026, 10, 20, 9), from: null, to: '1.4.2', downtimeMs: null, actor: 'timer' }),
      anItem({ transaction: '20261120T100000Z-000002', atMs: Date.UTC(2026, 10, 20, 10), from: '1.4.2', to: '1.4.1', way: 'back', reason: 'loses sessions' }),
      anItem({ outcome: 'rolled-back', running: '1.4.2', because: hostile, downtimeMs: 64_000 }),
    ]),
    doctor: (app) => Promise.resolve({ app, findings: [
      { about: 'settings', state: 'good', text: 'acme.toml is valid', next: null },
      { about: 'path', state: 'warning', text: '/usr/local/bin/acme is not there yet', next: null },
      { about: 'unit', state: 'bad', text: "'acmed.service' does not exist", next: "did you mean 'acme.service'?" },
    ] }),
    check: () => Promise.resolve(aCheckReport({ verdict: 'held', reason: '2.0.0 is skipped: rolled back' })),
  }),
  'a switch says no': () => aWorld({
    runUnattended: (app) => Promise.resolve({ app, off: "unattended upgrades are switched off by '/etc/app-upgrade/no-auto': nothing before Christmas", report: null, end: 'over', againMs: null, notes: [] }),
    enable: (app) => Promise.resolve(anEnabledReport({ app, schedule: { ...anEnabledReport().schedule, state: 'switched-off', off: "unattended upgrades are switched off by '/etc/app-upgrade/no-auto': nothing before Christmas" } })),
  }),
  'no server, so once more': () => aWorld({
    runUnattended: (app) => Promise.resolve({ app, off: null, report: aReport({ outcome: 'failed', running: '1.4.2', grounds: [], trouble: { code: 'UNAVAILABLE', messages: ["the source 'https://dl.example.org/acme/' cannot be reached", 'getaddrinfo ENOTFOUND dl.example.org'], next: 'try again later' } }), end: 'again', againMs: 300_000, notes: [] }),
  }),
  'busy for too long': () => aWorld({
    runUnattended: (app) => Promise.resolve({ app, off: null, report: aReport({ outcome: 'failed', running: '1.4.2', grounds: [], downtimeMs: null, trouble: { code: 'TEMPORARY', messages: ['acme.service is busy: 3 uploads'], next: null } }), end: 'given-up', againMs: null, notes: [] }),
  }),
  'nothing can begin by itself': () => aWorld({ enable: () => Promise.reject(failure('UNAVAILABLE', 'there is no systemd here whose timers could begin anything', { next: "let the scheduler of this machine call 'app-upgrade upgrade acme'" })) }),
  'a crash was undone': () => ending(aRolledBackReport({ trouble: { code: 'ROLLED_BACK', messages: ['the run was interrupted before the new version was proven'], next: null }, lines: [] })),
}

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { App } from '../../../../src/main/app.ts'
import type { LiveState } from '../../../../src/main/live.ts'
import { askedFindings } from '../../../../src/main/looks/asked-findings.ts'
import { planAsIs } from '../../../../src/main/looks/plan-as-is.ts'
import { releaseFindings } from '../../../../src/main/looks/release-findings.ts'
import { passingGates } from '../../../../src/main/passing-gates.ts'
import type { DriverSettings, Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer, Gate } from '../../../../src/upgrade/ports.ts'
import type { Finding } from '../../../../src/upgrade/report.ts'
import { aLivedHost } from '../../../support/a-lived-host.ts'

const budget = { deadlineMs: 1, deadlineMaxMs: 1, steadyMs: 1, restartsMax: 0 }
const more = { units: [], companions: [], gates: [], data: null, probes: [], health: budget, rollback: budget, limits: { restartMs: 1 }, coordination: { kind: 'alone' } }

interface Host { readonly app: App; readonly state: LiveState; readonly home: string; readonly lay: (version: string) => void }
function aHost(t: TestContext, gates: readonly DriverSettings[] = []): Host {
  const host = aLivedHost(t, ['1.0.0', '1.1.0'])
  return { ...host, app: { ...host.app, settings: { ...host.app.settings, ...more, gates, policy: { ...host.app.settings.policy, probation: { forMs: 0, then: 'tell' } } } as unknown as App['settings'] } }
}
const saying = (answer: Answer): Gate => ({ ask: async () => answer })
const no = { kind: 'no', reason: 'because', next: 'do that', overridable: 'yes' } as const
const one = (findings: readonly Finding[], about: string): string => findings.filter((finding) => finding.about === `acme: ${about}`).map(({ state, text, next }) => [state, text, ...(next === null ? [] : [next])].join(': ')).join('\n')

test('a gate says its no to who asks before, with its remedy; "not now" and remarks are warnings', async (t) => {
  const { app, state } = aHost(t)
  const plan = await planAsIs(app, state)
  const asked = (answer: Answer): Promise<readonly Finding[]> => askedFindings({ app, state, plan, gates: { mounts: saying(answer), packages: saying(answer) } })
  assert.equal(one(await asked(no), 'mounts'), 'bad: because: do that')
  assert.equal(one(await asked({ ...no, again: { everyMs: 1, giveUpMs: 2 } }), 'now'), 'warning: because: do that')
  assert.equal(one(await asked({ kind: 'yes', remark: 'a reboot is pending' }), 'now'), 'warning: a reboot is pending')
  assert.deepEqual((await asked({ kind: 'yes' })).map((finding) => [finding.about, finding.state]), [['acme: mounts', 'good'], ['acme: now', 'good']])
})

test('F42 the way back is looked at without a release: what is live, and what is kept', async (t) => {
  const { app, state, home } = aHost(t)
  const look = async (differs: Partial<LiveState> = {}): Promise<string> => {
    const seen = { ...state, ...differs }
    return one(await askedFindings({ app, state: seen, plan: await planAsIs(app, seen), gates: passingGates(app, seen) }), 'way back')
  }
  assert.equal(await look(), 'good: the live files are what was laid down; 1.0.0 is kept, and whole')
  assert.match(await look({ readable: 'no' }), /^warning: .*only root may read: run it as root/)
  assert.match(await look({ live: null }), /^good: nothing is live yet/)
  const [{ name }] = app.settings.binaries
  writeFileSync(join(home, 'releases/1.0.0', name), 'spoilt')
  assert.match(await look(), /^warning: the live files are what was laid down, but 1\.0\.0 cannot be returned to: .*list acme/)
  assert.ok(state.live !== null)
  const sha256 = new Map([...state.live.sha256.keys()].map((path) => [path, 'e'.repeat(64)]))
  assert.match(await look({ live: { ...state.live, sha256 } }), /^bad: somebody has changed the live files since the last upgrade/)
})

test('R1 a service that rests and runs something else refuses no upgrade, and is told', async (t) => {
  const { app, state } = aHost(t)
  const plan: Plan = { ...await planAsIs(app, state), units: [{ name: 'acme.service', restart: 'restart', then: 'rest' }] }
  const program: Gate = { ask: async ({ units }) => (units[0]?.then === 'restart' ? no : { kind: 'yes' }) }
  assert.equal(one(await askedFindings({ app, state, plan, gates: { program } }), 'program'), 'warning: because (it rests, and no upgrade restarts it): do that')
  assert.match(one(await askedFindings({ app, state, plan, gates: { program: saying(no) } }), 'program'), /^bad: because:/)
})

test('before the first release the plan is that of nothing', async (t) => {
  const { app, state } = aHost(t)
  const plan = await planAsIs(app, { ...state, live: null })
  assert.deepEqual([plan.from, plan.files.map(({ keptSha256 }) => keptSha256)], [null, app.settings.binaries.map(() => null)])
})

test('the environment gate is asked with the newest release that lies here: of the live one it warns, of a newer one it refuses', async (t) => {
  const file = join(aHost(t).home, 'acme.env')
  const { app, state, home, lay } = aHost(t, [{ kind: 'environment', file }, { kind: 'exec', command: ['/bin/true'] }])
  const look = async (): Promise<readonly Finding[]> => releaseFindings({ app, state, plan: await planAsIs(app, state) })
  assert.match(one(await look(), 'gate'), /^good: no release lies here whose example/)
  writeFileSync(file, 'TOKEN=1\n')
  writeFileSync(join(home, 'releases/1.1.0/.env.example'), 'TOKEN=\nURL=\n')
  assert.match(one(await look(), 'gate'), /^warning: version 1\.1\.0 needs settings that '.*acme\.env' does not have: absent: URL: give it a value/)
  writeFileSync(file, 'TOKEN=1\nURL=2\n')
  assert.match(one(await look(), 'gate'), /^good: the settings have what version 1\.1\.0 asks for/)
  lay('2.0.0')
  mkdirSync(join(home, 'releases/2.0.0~other'))
  writeFileSync(join(home, 'releases/2.0.0/.env.example'), 'TOKEN=\nURL=\nNEW=\n')
  assert.match(one(await look(), 'gate'), /^bad: version 2\.0\.0 needs settings .* absent: NEW/)
  assert.match(one(await look(), 'release'), /^good: asked with a release only: whether its programs can run here; the \[\[gate\]\] that runs or asks something \('app-upgrade upgrade acme --dry-run'/)
})

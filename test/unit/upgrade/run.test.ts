import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../src/errors.ts'
import type { LiveRelease } from '../../../src/upgrade/live.ts'
import type { Plan } from '../../../src/upgrade/plan.ts'
import type { Answer } from '../../../src/upgrade/ports.ts'
import { reportOfClosed, type Request } from '../../../src/upgrade/report.ts'
import { run, type Looked, type RunPorts } from '../../../src/upgrade/run.ts'
import { parseWindow } from '../../../src/formats/window.ts'
import type { Rules, Standing } from '../../../src/policy/standing.ts'
import type { Circumstances } from '../../../src/policy/unattended.ts'
import type { Listed } from '../../../src/release/listing.ts'
import { parseVersion } from '../../../src/release/version.ts'
import type { Weighing } from '../../../src/upgrade/admit/weigh-acquired.ts'
import { aListing, aStanding, dayMs, hourMs, noonMs, someRules } from '../../support/a-standing.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const live: LiveRelease = { version: '1.0.0', artifactSha256: 'aa', directory: '/opt/acme/releases/1.0.0', sha256: new Map() }
const plan = { app: 'acme', transaction: 'T', from: { version: '1.0.0' }, to: { version: '2.0.0', artifactSha256: 'bb' } } as unknown as Plan
const request = (changes: Partial<Request> = {}): Request =>
  ({ way: 'on', version: null, channel: null, url: null, prefix: null, bundle: null, occasion: 'person', force: 'no', dryRun: 'no', actor: 'test', reason: null, ...changes })
const newest = { version: null, channel: null }
const signal = new AbortController().signal

const free: Circumstances = { rules: someRules(), occasion: 'person', off: [], lastLookMs: null, nowMs: noonMs, zone: 'UTC' }
const got = (version: string, sha256 = 'bb'): Looked => ({ acquired: { version, sha256 }, notes: [] })
/** 1.0.0 is live, 2.0.0 is the newest, and nobody has written anything. */
function aWeighing(changes: Partial<Standing> = {}, rules: Partial<Rules> = {}, releases: readonly (string | Listed)[] = ['2.0.0', '1.0.0']): Weighing {
  return { standing: aStanding({ occasion: 'person', ...changes }, rules), listing: aListing(releases) }
}
const weighing = (...all: Parameters<typeof aWeighing>): Pick<RunPorts, 'weighing'> => ({ weighing: async () => aWeighing(...all) })

/** Ports that write down what was asked of them. */
function aRun(changes: Partial<RunPorts> = {}): { ports: RunPorts; asked: string[] } {
  const asked: string[] = []
  const note = <T>(what: string, value: T): Promise<T> => (asked.push(what), Promise.resolve(value))
  const ports: RunPorts = {
    app: 'acme',
    gates: [],
    live: () => note('live', live),
    circumstances: async () => free,
    weighing: () => note('weigh', aWeighing()),
    acquire: () => note('acquire', got('2.0.0', 'bb')),
    admit: () => note('admit', { version: '2.0.0', sha256: 'bb', directory: '/d', grounds: ['signed by K'], files: [] }),
    plan: () => note('plan', plan),
    apply: () => note('apply', reportOfClosed(plan, { entry: 'closed', outcome: 'upgraded', running: '2.0.0', reason: null, downtimeMs: 400 })),
    ...changes,
  }
  return { ports, asked }
}

test('an upgrade is acquired, weighed, admitted, planned, applied, in this order', async () => {
  const { ports, asked } = aRun()
  const report = await run(ports, newest, request(), signal)
  assert.deepEqual(asked, ['live', 'weigh', 'acquire', 'weigh', 'admit', 'plan', 'apply'])
  assert.deepEqual([report.outcome, report.from, report.running, report.downtimeMs, report.grounds], ['upgraded', '1.0.0', '2.0.0', 400, ['signed by K']])
})

test('P1 an exact version that is live already costs no request', async () => {
  const { ports, asked } = aRun()
  const report = await run(ports, { version: parseVersion('v1.0.0'), channel: null }, request(), signal)
  assert.equal(report.outcome, 'nothing')
  assert.deepEqual(asked, ['live'])
})

test('P7 a dry run makes the plan and applies nothing', async () => {
  const { ports, asked } = aRun()
  const report = await run(ports, newest, request({ dryRun: 'yes' }), signal)
  assert.deepEqual([report.outcome, report.plan, report.running], ['planned', plan, '1.0.0'])
  assert.ok(!asked.includes('apply'))
})

test('a refused candidate is not admitted', async () => {
  const { ports, asked } = aRun({ acquire: async () => got('0.9.0', 'cc') })
  await assert.rejects(run(ports, newest, request(), signal), (thrown) => isFailure(thrown) && thrown.code === 'REFUSED')
  assert.ok(!asked.includes('admit'))
})

const no = (overridable: 'yes' | 'no'): Answer => ({ kind: 'no', reason: 'the daemon is busy', next: 'wait', overridable })
const gate = (answer: Answer) => ({ ask: async () => answer })

test('a gate refuses before anything is applied', async () => {
  const { ports, asked } = aRun({ gates: [gate({ kind: 'yes' }), gate(no('yes'))] })
  await assert.rejects(run(ports, newest, request(), signal), { message: 'the daemon is busy', next: 'wait' })
  assert.ok(!asked.includes('apply'))
})

test('force passes over a gate that may be passed over, and no other', async () => {
  const passed = aRun({ gates: [gate(no('yes'))], ...weighing({ force: 'yes' }) })
  assert.equal((await run(passed.ports, newest, request({ force: 'yes' }), signal)).outcome, 'upgraded')
  const stopped = aRun({ gates: [gate(no('no'))], ...weighing({ force: 'yes' }) })
  await assert.rejects(run(stopped.ports, newest, request({ force: 'yes' }), signal), { code: 'REFUSED' })
})

test('P12 what force passed over is in the plan that is applied, and in no other', async () => {
  const applied: (readonly string[] | undefined)[] = []
  for (const gates of [[gate(no('yes'))], []]) {
    const { ports } = aRun({ gates, ...weighing({ force: 'yes' }) })
    await run({ ...ports, apply: async (one) => (applied.push(one.forced), ports.apply(one)) }, newest, request({ force: 'yes' }), signal)
  }
  assert.deepEqual(applied, [['the daemon is busy'], undefined])
})

test('a rolled-back transaction is a report with its reason, not an exception', async () => {
  const { ports } = aRun({ apply: async () => reportOfClosed(plan, { entry: 'closed', outcome: 'rolled-back', running: '1.0.0', reason: 'unit failed', downtimeMs: 900 }) })
  const report = await run(ports, newest, request(), signal)
  assert.deepEqual([report.outcome, report.running, report.trouble?.code, report.trouble?.messages], ['rolled-back', '1.0.0', 'ROLLED_BACK', ['unit failed']])
})

test('J03 a release below the floor is refused after it was acquired; --force admits it', async () => {
  const { ports, asked } = aRun(weighing({ floor: '3.0.0' }))
  await assert.rejects(run(ports, newest, request(), signal), (thrown) => isFailure(thrown) && thrown.code === 'REFUSED' && /2\.0\.0 is older than 3\.0\.0, the highest version that ran here/.test(thrown.message))
  assert.ok(!asked.includes('admit'))
  const forced = await run(aRun(weighing({ floor: '3.0.0', force: 'yes' })).ports, newest, request({ force: 'yes' }), signal)
  assert.deepEqual([forced.outcome, forced.notes], ['upgraded', ['taken by force: 2.0.0 is older than 3.0.0, the highest version that ran here']])
})

test('P3 P2 what was asked for by its name and may not be taken is not even fetched', async () => {
  for (const [standing, message] of [[{ skips: [{ version: '2.0.0', sha256: null, because: 'it eats data' }] }, /2\.0\.0 is skipped: it eats data/], [{ live: { version: '3.0.0', sha256: '' } }, /2\.0\.0 is older than 3\.0\.0, which is live/]] as const) {
    const { ports, asked } = aRun(weighing({ asked: parseVersion('2.0.0'), ...standing }))
    await rejectsWithFailure('REFUSED', message, run(ports, { version: parseVersion('2.0.0'), channel: null }, request({ version: '2.0.0' }), signal))
    assert.ok(!asked.includes('acquire'))
  }
})

test('nothing eligible is no failure, and says why; what is to be said of the look is said too', async () => {
  const { ports } = aRun({ ...weighing({ occasion: 'timer' }, { minimumAgeMs: dayMs }), acquire: async () => ({ acquired: null, notes: ['the list was damaged'] }) })
  const report = await run(ports, newest, request({ occasion: 'timer' }), signal)
  assert.deepEqual([report.outcome, report.running, report.notes.length, report.notes[1]], ['nothing', '1.0.0', 2, 'the list was damaged'])
  assert.match(report.notes[0] ?? '', /2\.0\.0 was not seen here before; minimum age is 24 h/)
})

const closed: Circumstances = { ...free, occasion: 'timer', rules: someRules({ windows: [parseWindow('Sun 02:00-05:00 UTC')] }) }

test('outside of its windows a timer looks, fetches and shelves, and puts nothing in place', async () => {
  const { ports, asked } = aRun({ circumstances: async () => closed, ...weighing({ occasion: 'timer' }) })
  const report = await run(ports, newest, request({ occasion: 'timer' }), signal)
  assert.ok(asked.includes('acquire') && !asked.includes('admit'))
  assert.match(report.notes[0] ?? '', /^2\.0\.0 lies ready, and waits: no window is open \(Sun 02:00-05:00 UTC\); the next opens/)
})

test('a run that began inside of its window and is ready after its end waits for the next one', async () => {
  const open = { ...closed, nowMs: Date.UTC(2026, 10, 22, 4, 59) }
  for (const steps of [1, 2]) {
    let asked = 0
    const { ports, asked: done } = aRun({ circumstances: async () => (asked++ < steps ? open : { ...open, nowMs: open.nowMs + hourMs }), ...weighing({ occasion: 'timer' }) })
    const report = await run(ports, newest, request({ occasion: 'timer' }), signal)
    assert.equal(report.outcome, 'nothing')
    assert.match(report.notes[0] ?? '', /2\.0\.0 lies ready, and waits/)
    assert.equal(done.includes('admit'), steps === 2)
    assert.ok(!done.includes('apply'))
  }
})

test('P8 a switch stops a timer before it asks anybody, and no person', async () => {
  const off = { ...free, occasion: 'timer', off: [{ path: '/etc/app-upgrade/no-auto', reason: 'audit' }] } as const
  const timer = aRun({ circumstances: async () => off })
  assert.match((await run(timer.ports, newest, request({ occasion: 'timer' }), signal)).notes[0] ?? '', /switched off by '\/etc\/app-upgrade\/no-auto': audit/)
  assert.deepEqual(timer.asked, ['live'])
  assert.equal((await run(aRun({ circumstances: async () => ({ ...off, occasion: 'person' }) }).ports, newest, request(), signal)).outcome, 'upgraded')
})

test('auto = "check" looks and fetches nothing', async () => {
  const wished: string[] = []
  const { ports } = aRun({
    circumstances: async () => ({ ...free, occasion: 'timer', rules: someRules({ auto: 'check' }) }), ...weighing({ occasion: 'timer' }, { auto: 'check' }),
    acquire: async (_, fetches) => { wished.push(fetches); return { acquired: null, notes: [] } },
  })
  const report = await run(ports, newest, request({ occasion: 'timer' }), signal)
  assert.deepEqual([wished, report.outcome, report.notes.length], [['no'], 'nothing', 2])
  assert.match(report.notes.join('; '), /2\.0\.0 is newer than 1\.0\.0.*timers only look/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../src/errors.ts'
import type { LiveRelease } from '../../../src/upgrade/live.ts'
import type { Plan } from '../../../src/upgrade/plan.ts'
import type { Answer } from '../../../src/upgrade/ports.ts'
import { reportOfClosed, type Request } from '../../../src/upgrade/report.ts'
import { run, type RunPorts } from '../../../src/upgrade/run.ts'
import { parseVersion } from '../../../src/release/version.ts'

const live: LiveRelease = { version: '1.0.0', artifactSha256: 'aa', directory: '/opt/acme/releases/1.0.0', sha256: new Map() }
const plan = { app: 'acme', transaction: 'T', from: { version: '1.0.0' }, to: { version: '2.0.0', artifactSha256: 'bb' } } as unknown as Plan
const request = (changes: Partial<Request> = {}): Request =>
  ({ way: 'on', version: null, channel: null, url: null, prefix: null, bundle: null, occasion: 'person', force: 'no', dryRun: 'no', actor: 'test', reason: null, ...changes })
const newest = { version: null, channel: null }
const signal = new AbortController().signal

/** Ports that write down what was asked of them. */
function aRun(changes: Partial<RunPorts> = {}): { ports: RunPorts; asked: string[] } {
  const asked: string[] = []
  const note = <T>(what: string, value: T): Promise<T> => (asked.push(what), Promise.resolve(value))
  const ports: RunPorts = {
    app: 'acme',
    gates: [],
    live: () => note('live', live),
    skips: () => note('skips', []),
    floor: async () => null,
    acquire: () => note('acquire', { version: '2.0.0', sha256: 'bb' }),
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
  assert.deepEqual(asked, ['live', 'acquire', 'skips', 'admit', 'plan', 'apply'])
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
  const { ports, asked } = aRun({ acquire: async () => ({ version: '0.9.0', sha256: 'cc' }) })
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
  const passed = aRun({ gates: [gate(no('yes'))] })
  assert.equal((await run(passed.ports, newest, request({ force: 'yes' }), signal)).outcome, 'upgraded')
  const stopped = aRun({ gates: [gate(no('no'))] })
  await assert.rejects(run(stopped.ports, newest, request({ force: 'yes' }), signal), { code: 'REFUSED' })
})

test('a rolled-back transaction is a report with its reason, not an exception', async () => {
  const { ports } = aRun({ apply: async () => reportOfClosed(plan, { entry: 'closed', outcome: 'rolled-back', running: '1.0.0', reason: 'unit failed', downtimeMs: 900 }) })
  const report = await run(ports, newest, request(), signal)
  assert.deepEqual([report.outcome, report.running, report.trouble?.code, report.trouble?.messages], ['rolled-back', '1.0.0', 'ROLLED_BACK', ['unit failed']])
})

test('J03 a release below the floor is refused after it was acquired; --force admits it', async () => {
  const below = { floor: async () => '3.0.0' }
  const { ports, asked } = aRun(below)
  await assert.rejects(run(ports, newest, request(), signal), (thrown) => isFailure(thrown) && thrown.code === 'REFUSED' && /2\.0\.0 is older than 3\.0\.0, the highest version that ran here/.test(thrown.message))
  assert.ok(!asked.includes('admit'))
  const forced = await run(aRun(below).ports, newest, request({ force: 'yes' }), signal)
  assert.deepEqual([forced.outcome, forced.notes], ['upgraded', ['taken by force: 2.0.0 is older than 3.0.0, the highest version that ran here']])
})

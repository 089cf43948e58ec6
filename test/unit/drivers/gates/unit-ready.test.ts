import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitReady } from '../../../../src/drivers/gates/unit-ready.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'

const units = [{ name: 'one.service', then: 'restart' }, { name: 'two.service', then: 'restart' }]
const signal = new AbortController().signal

interface Looks { readonly plan?: object; readonly states?: Readonly<Record<string, object>>; readonly refuses?: readonly ('start' | 'stop')[] }
async function ask({ plan = {}, states = {}, refuses = [] }: Looks = {}): Promise<Answer> {
  const service = { state: async (unit: string) => ({ loadState: 'loaded', ...states[unit] }) as never }
  return unitReady({ service, definition: async () => ({ refuses }) as never, similar: async (unit) => (unit === 'two.service' ? 'too.service' : null) }).ask({ units, ...plan } as unknown as Plan, signal)
}
const said = (answer: Answer): string => (answer.kind === 'no' ? `${answer.reason}: ${answer.next} (${answer.overridable})` : 'yes')

test('units that are loaded may be restarted', async () => assert.deepEqual(await ask(), { kind: 'yes' }))

for (const [loadState, words] of [['not-found', 'does not exist'], ['masked', 'is masked'], ['error', 'could not be loaded'], ['stub', "load state 'stub'"]] as const) {
  test(`R1 F32 a unit in load state ${loadState} is refused before anything is touched, whichever it is`, async () => {
    const answer = await ask({ states: { 'two.service': { loadState } } })
    assert.match(said(answer), new RegExp(`two\\.service.*${words}.*\\(no\\)`))
  })
}

test('R1 a unit that does not exist is answered with the name that may be meant; one that is broken is not', async () => {
  const next = async (unit: string, loadState: string): Promise<string> => said(await ask({ states: { [unit]: { loadState } } }))
  assert.match(await next('two.service', 'not-found'), /does not exist: did you mean 'too\.service'\? check the name/)
  assert.doesNotMatch(await next('one.service', 'not-found') + await next('two.service', 'masked'), /did you mean/)
})

test('R8 a unit that comes with this release need not exist before, and only as itself', async () => {
  const coming = (path: string, newPath: string | null = '/x'): Looks => ({ states: { 'two.service': { loadState: 'not-found' } }, plan: { companions: [{ path, newPath, isUnitFile: 'yes' }] } })
  assert.deepEqual(await ask(coming('/etc/systemd/system/two.service')), { kind: 'yes' })
  for (const other of [coming('/etc/systemd/system/one.service'), coming('/etc/systemd/system/two.service', null)]) assert.match(said(await ask(other)), /does not exist/)
  const instance: Looks = { states: { 'two@x.service': { loadState: 'not-found' } }, plan: { units: [{ name: 'two@x.service', then: 'restart' }], companions: [{ path: '/etc/systemd/system/two@.service', newPath: '/x', isUnitFile: 'yes' }] } }
  assert.deepEqual(await ask(instance), { kind: 'yes' })
})

test('g13 a unit whose main process nobody knows could never be proven, in neither version', async () => {
  const state = (one: object): Looks => ({ states: { 'one.service': one } })
  assert.match(said(await ask(state({ activeState: 'active', mainPid: 0 }))), /one\.service' is active, but systemd does not know its main process.*PIDFile=.*\(yes\)$/)
  for (const well of [{ activeState: 'active', mainPid: 7 }, { activeState: 'inactive', mainPid: 0 }, { activeState: 'failed', mainPid: 0 }]) assert.deepEqual(await ask(state(well)), { kind: 'yes' })
})

test('F32 a unit that refuses to be started or stopped by hand is found before the swap; one that rests is left alone', async () => {
  assert.match(said(await ask({ refuses: ['start'] })), /one\.service' says RefuseManualStart=yes.*systemctl edit one\.service.*\(no\)/)
  assert.match(said(await ask({ refuses: ['stop'] })), /RefuseManualStop=yes/)
  assert.deepEqual(await ask({ refuses: ['stop'], plan: { units: [{ name: 'one.service', then: 'rest' }] } }), { kind: 'yes' })
  assert.deepEqual(await ask({ refuses: ['start'], plan: { units: [{ name: 'one.service', then: 'stop' }] } }), { kind: 'yes' })
})

test('E39 a transient unit is gone when it stops; one that a generator made is not', async () => {
  assert.match(said(await ask({ states: { 'one.service': { unitFileState: 'transient' } } })), /is transient.*give it a unit file.*\(no\)/)
  assert.deepEqual(await ask({ states: { 'one.service': { unitFileState: 'generated' } } }), { kind: 'yes' })
})

test('f09 somebody restarts the unit at this moment: not now; a daemon that does not get up is no reason to wait', async () => {
  for (const activeState of ['active', 'deactivating', 'reloading']) {
    const answer = await ask({ states: { 'two.service': { activeState, mainPid: 7, job: 'yes' } } })
    assert.match(said(answer), /restarting, reloading or stopping unit 'two\.service'.*\(yes\)/)
    assert.deepEqual(answer.kind === 'no' ? answer.again : null, { everyMs: 60_000, giveUpMs: 86_400_000 })
  }
  assert.deepEqual(await ask({ states: { 'two.service': { activeState: 'activating', job: 'yes' } } }), { kind: 'yes' })
})

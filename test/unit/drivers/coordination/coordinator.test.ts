import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coordinator } from '../../../../src/drivers/coordination/coordinator.ts'
import { failure } from '../../../../src/errors.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { coordinationTools } from '../../../support/coordination-tools.ts'

const settings = { kind: 'fleetlock', url: 'https://locks.example.org' }
const { app } = aPlan()
const no = { kind: 'no', reason: 'another host is down', next: 'wait', overridable: 'yes' } as const

test('peers 28 a lock is owed from the moment before it is asked for, so also when nobody hears the answer', async () => {
  const tools = coordinationTools(async () => { throw failure('UNAVAILABLE', 'no answer') })
  await assert.rejects(coordinator(settings, tools).ask(aPlan()), /no answer/)
  assert.deepEqual(tools.happened, [`owe ${app}`, `ask ${app} as host.${app}`])
})

test('a lock that was let go of is owed no more', async () => {
  const tools = coordinationTools()
  await coordinator(settings, tools).done(aPlan())
  assert.deepEqual(tools.happened, [`done ${app} as host.${app}`, `paid ${app}`])
})

test('peers 28 a server that is away keeps no transaction from its end: the lock is let go of later', async () => {
  const away = coordinationTools(async () => { throw failure('UNAVAILABLE', 'connection refused') })
  await coordinator(settings, away).done(aPlan())
  assert.deepEqual(away.happened.at(-1), `later ${app}: connection refused`)
  const unwilling = coordinationTools(async () => no)
  await coordinator(settings, unwilling).done(aPlan())
  assert.deepEqual(unwilling.happened.at(-1), `later ${app}: another host is down`)
})

test('a bug is not a debt', async () => {
  const tools = coordinationTools(async () => { throw new TypeError('oops') })
  await assert.rejects(coordinator(settings, tools).done(aPlan()), TypeError)
})

test('a lock at the server that was asked before is let go of first: the note of what is owed has room for one', async () => {
  const before = { kind: 'fleetlock', url: 'https://old.example.org' }
  const asked: unknown[] = []
  const tools = coordinationTools(async (sent) => { asked.push(sent.settings); return { kind: 'yes' } }, before)
  await coordinator(settings, tools).ask(aPlan())
  assert.deepEqual(tools.happened, [`done ${app} as host.${app}`, `owe ${app}`, `ask ${app} as host.${app}`])
  assert.deepEqual(asked, [before, settings])
  const same = coordinationTools(undefined, { ...settings })
  await coordinator(settings, same).ask(aPlan())
  assert.deepEqual(same.happened, [`owe ${app}`, `ask ${app} as host.${app}`], 'who holds it already is granted it again')
})

test('a server that was taken out of service keeps nobody from upgrading, and is not forgotten in silence', async () => {
  const before = { kind: 'fleetlock', url: 'https://old.example.org' }
  const tools = coordinationTools(async ({ errand }) => { if (errand.kind === 'done') throw failure('UNAVAILABLE', 'gone'); return { kind: 'yes' } }, before)
  assert.deepEqual(await coordinator(settings, tools).ask(aPlan()), { kind: 'yes' })
  assert.deepEqual(tools.happened, [`done ${app} as host.${app}`, `forsaken ${app}: gone`, `owe ${app}`, `ask ${app} as host.${app}`])
})

test('a no is a no', async () => {
  assert.deepEqual(await coordinator(settings, coordinationTools(async () => no)).ask(aPlan()), no)
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import type { Bus } from '../../../src/systemd/bus.ts'
import { leftoversOf } from '../../../src/systemd/leftovers.ts'

const holding = (...pids: readonly number[]): Bus => ({ call: async () => [], ask: async () => [pids.map((pid) => ['/a.service', pid, 'x'])], listen: async () => () => {}, close: async () => {} })

const none = { same: [], others: false }
test('g14 a process that is older than the run and runs the main process\'s program', async (t) => {
  const [main, other] = [spawn('/bin/sleep', ['60']), spawn('/bin/cat', [])]
  t.after(() => { main.kill('SIGKILL'); other.kill('SIGKILL') })
  const old = spawn('/bin/sleep', ['60'])
  t.after(() => old.kill('SIGKILL'))
  await Promise.all([main, other, old].map((child) => new Promise((resolve) => child.once('spawn', resolve))))
  const [a, b, c] = [main.pid ?? 0, other.pid ?? 0, old.pid ?? 0]
  // As if the run had begun a second after its main process, and so after all of them: nothing has to age while the test waits.
  const run = { unit: 'a.service', mainPid: a, mainStartedUs: 1, beganUs: 1_000_001 }
  assert.deepEqual(await leftoversOf(holding(a, b, c, 4_194_305), run), { same: [c], others: true })
  assert.deepEqual(await leftoversOf(holding(a, b, c), { ...run, mainStartedUs: 60_000_000, beganUs: 1 }), none)
  assert.deepEqual(await leftoversOf(holding(a, b, c), { ...run, beganUs: 0 }), none)
  assert.deepEqual(await leftoversOf(holding(a, c), run), { same: [c], others: false })
  assert.deepEqual(await leftoversOf(holding(a, c), { ...run, mainPid: 4_194_305 }), none)
})
test('what cannot be read is not told', async () => {
  const broken: Bus = { ...holding(), ask: async () => { throw new Error('gone') } }
  assert.deepEqual(await leftoversOf(broken, { unit: 'a.service', mainPid: process.pid, beganUs: 1, mainStartedUs: 1 }), none)
})

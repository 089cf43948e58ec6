import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exec } from '../../../../src/drivers/probes/exec.ts'
import { aWatchedPlan, outcomesOf, readingsOf, someTools } from '../../../support/probe-tools.ts'

const settings = { kind: 'exec', command: ['/usr/bin/check', '{version}', '{"json": true}'] }
test('exit statuses that mean well, and those that do not', async () => {
  const answers = [{ status: 0, output: 'fine\nmore', trouble: null }, { status: 2, output: '', trouble: null }, { status: null, output: '', trouble: 'killed by signal 9' }]
  const { tools, commands } = someTools({ answers })
  assert.deepEqual(outcomesOf(await readingsOf(exec.make(settings, tools), 3)), ['well: /usr/bin/check ended with status 0: fine', 'ill: /usr/bin/check ended with status 2', 'ill: /usr/bin/check killed by signal 9'])
  assert.deepEqual(commands[0], { where: 'beside', command: { argv: ['/usr/bin/check', '2.0.0', '{"json": true}'], user: null, timeoutSeconds: 10, outputBytesMax: 16384 } })
})
test('other statuses may mean well', async () => {
  const { tools } = someTools({ answers: [{ status: 0, output: '', trouble: null }, { status: 3, output: '\u001b[2J', trouble: null }] })
  assert.deepEqual(outcomesOf(await readingsOf(exec.make({ ...settings, status: [3] }, tools), 2)), ['ill: /usr/bin/check ended with status 0', 'well: /usr/bin/check ended with status 3: \\x1b[2J'])
})
test('what asks for a version that nobody knows is not run', async () => {
  const { tools, commands } = someTools({ answers: [{ status: 1, output: '', trouble: null }] })
  const plan = aWatchedPlan()
  const adopted = { ...plan, to: { ...plan.to, version: 'adopted-93c65c78d174' } }
  assert.match(outcomesOf(await readingsOf(exec.make(settings, tools), 1, adopted))[0] ?? '', /^well: not asked/)
  assert.equal(commands.length, 0)
  assert.match(outcomesOf(await readingsOf(exec.make({ ...settings, command: ['/usr/bin/check'] }, tools), 1, adopted))[0] ?? '', /^ill/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { version } from '../../../../src/drivers/probes/version.ts'
import type { CommandResult } from '../../../../src/host/types.ts'
import { aWatchedPlan, outcomesOf, readingsOf, someTools } from '../../../support/probe-tools.ts'

const settings = { kind: 'version', command: ['{live}/acme0', '--version', '{path:acme1}'] }
const said = (output: string, status: number | null = 0, trouble: string | null = null): CommandResult => ({ status, output, trouble })
async function outcome(answer: CommandResult, plan = aWatchedPlan()): Promise<string> {
  return outcomesOf(await readingsOf(version.make(settings, someTools({ answers: [answer] }).tools), 1, plan))[0] ?? ''
}

test('R5 g27 the expected version as a whole word is well, any other is fatal', async () => {
  assert.equal(await outcome(said('acme v2.0.0 (go1.22)\n')), 'well: /usr/bin/acme0 says 2.0.0')
  for (const [output, detail] of [['acme 1.0.0', 'but 1.0.0'], ['acme 2.0.0-rc.1', 'but 2.0.0-rc.1'], ['acme 12.0.0', 'but 12.0.0'], ['usage: acme', ': usage: acme'], ['', ': ']] as const)
    assert.equal(await outcome(said(output)), `fatal: /usr/bin/acme0 does not say 2.0.0${detail.startsWith(':') ? '' : ' '}${detail}`)
})
test('a binary that ends badly, too late or not at all is ill', async () => {
  assert.equal(await outcome(said('acme 2.0.0\nno config', 3)), 'ill: /usr/bin/acme0 ended with status 3: acme 2.0.0')
  assert.equal(await outcome(said('', null, 'timed out after 10 s')), 'ill: /usr/bin/acme0 timed out after 10 s')
})
test('the way back to a release without a version of its own cannot ask for one', async () => {
  const plan = aWatchedPlan()
  assert.match(await outcome(said('acme from somewhere'), { ...plan, to: { ...plan.to, version: 'adopted-3fa2' } }), /^well: .*not known which version/)
})
test('it runs the public path alone, as the configured user, within its limits', async () => {
  const { tools, commands } = someTools({ answers: [said('2.0.0')] })
  await readingsOf(version.make({ ...settings, user: 'acme', timeout: '1500ms' }, tools), 1)
  assert.deepEqual(commands, [{ where: 'alone', command: { argv: ['/usr/bin/acme0', '--version', '/usr/bin/acme1'], user: 'acme', timeoutSeconds: 2, outputBytesMax: 16384 } }])
  await readingsOf(version.make(settings, someTools({ answers: [said('2.0.0')] }).tools), 2)
})
test('a placeholder that names no file could not see', async () => {
  const tools = someTools({}).tools
  assert.deepEqual(outcomesOf(await readingsOf(version.make({ ...settings, command: ['{path:nothing}'] }, tools), 1)), ['unknown: {path:nothing} names no managed file'])
})

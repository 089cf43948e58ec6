import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { runCli } from '../../../src/cli/cli.ts'
import { aWorld, saidOn } from '../../support/scripted-world.ts'

test('--version is answered on standard output', async () => {
  for (const flag of ['--version', '-V']) {
    const world = aWorld()
    assert.equal(await runCli([flag], world), 0)
    assert.equal(saidOn(world, 1), 'app-upgrade 1.0.0\n')
  }
})

test('--version loads nothing: neither commander nor the verbs', () => {
  const cli = join(import.meta.dirname, '../../../src/cli/cli.ts')
  const script = `import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
const { runCli } = await import(${JSON.stringify(cli)})
await runCli(['--version'], { version: '1', terminal: { out() {} } })
console.log(loaded.filter((url) => url.startsWith('file:')).length)`
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim(), '1')
})

test('it never throws, whatever the world does', async () => {
  const world = aWorld({ apps: () => { throw new Error('at once') }, chooseApp: () => Promise.reject(new Error('later')) })
  assert.equal(await runCli(['status'], world), 70)
  assert.equal(await runCli(['upgrade'], world), 70)
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { machine } from '../../../src/host/machine.ts'

test('the machine is whole', () => {
  assert.deepEqual(Object.keys(machine).toSorted(), ['clock', 'commands', 'disk', 'facts', 'files', 'gunzip', 'locks', 'net', 'randomness'])
})

test('the half that does not fetch loads no HTTP client', () => {
  const script = `const { registerHooks } = await import('node:module'); registerHooks({ load(url, context, next) { if (url.includes('/undici/')) console.log(url); return next(url, context) } }); await import(${JSON.stringify(new URL('../../../src/host/machine.ts', import.meta.url).href)})`
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }), '')
})

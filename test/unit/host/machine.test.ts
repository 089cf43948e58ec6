import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { machine } from '../../../src/host/machine.ts'

test('the machine is whole', () => {
  assert.deepEqual(Object.keys(machine).toSorted(), ['clock', 'commands', 'decompressors', 'disk', 'facts', 'files', 'isExecuted', 'locks', 'mayWrite', 'net', 'randomness', 'seenExecuting'])
})

test('the half that does not fetch loads no HTTP client', () => {
  const script = `await import(${JSON.stringify(new URL('../../../src/host/machine.ts', import.meta.url).href)}); console.log(process.moduleLoadList.filter((name) => /_http_client|_tls_wrap/.test(name)).join())`
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim(), '')
})

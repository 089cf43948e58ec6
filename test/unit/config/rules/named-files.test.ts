import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namedFileMistakes } from '../../../../src/config/rules/named-files.ts'

const binaries = [{ name: 'bin/acmed', publicPath: '/usr/local/bin/acmed' }] as const

test('a probe or a gate that names a file which is not managed is a mistake of the settings', () => {
  const probes = [{ kind: 'http', url: 'http://127.0.0.1/' }, { kind: 'version', command: ['{path:acmed}', '--version'] }]
  const gates = [{ kind: 'exec', command: ['/usr/bin/check', '--with={new:bin/acme}'] }]
  assert.deepEqual(namedFileMistakes({ probes, gates, binaries }), [
    { path: ['probe', 1, 'command', 0], says: "{path:acmed} names no managed file; there are 'bin/acmed'" },
    { path: ['gate', 0, 'command', 1], says: "{new:bin/acme} names no managed file; there are 'bin/acmed'" },
  ])
  assert.deepEqual(namedFileMistakes({ probes: [{ kind: 'exec', command: ['{path:bin/acmed}', 'doctor'] }], gates: [{ kind: 'exec', command: ['{new:bin/acmed}'] }], binaries }), [])
})

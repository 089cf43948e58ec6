import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompanionSettings } from '../../../src/config/settings.ts'
import { companionDirectories, recordDirectories } from '../../../src/main/changed-directories.ts'

const directories = (...places: readonly string[]): readonly string[] => companionDirectories({ companions: places.map((to) => ({ to })) as unknown as readonly CompanionSettings[] }).map(({ path, ifMissing }) => `${path} ${ifMissing}`)

test('S6 directories of what travels: each once, and the one that is named itself', () => {
  assert.deepEqual(directories('/usr/local/share/acme/', '/usr/local/share/acme/a', '/usr/local/share/other/b'), ['/usr/local/share/acme made', '/usr/local/share/other made'])
})
test('S6 a drop-in’s directory is made; any other in /etc has to be there, for only then can it be opened', () => {
  assert.deepEqual(directories('/etc/systemd/system/acme.service.d/10.conf', '/etc/systemd/system/acme.service', '/etc/acme/acme.conf'), ['/etc/systemd/system/acme.service.d made', '/etc/systemd/system needed', '/etc/acme needed'])
})
test('S6 what is written after success has a directory, too: read-only for our units, it would be owed for ever', () => {
  const buildInfo = { file: '/etc/acme/install.toml', format: 'toml', set: {}, ask: null } as const
  assert.deepEqual(recordDirectories({ buildInfo }), [{ path: '/etc/acme', ifMissing: 'needed' }])
  assert.deepEqual(recordDirectories({ buildInfo: null }), [])
})

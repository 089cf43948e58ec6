import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfInit } from '../../../../src/cli/screens/init.ts'
import { anInitReport } from '../../../support/scripted-world.ts'

test('what was found, what is missing, and the next two commands', () => {
  const text = textOfInit(anInitReport({ address: 'https://u:p@example.org/x?token=1', notes: ['one\x1b[2J'] }))
  assert.equal(text, [
    "acme: '/etc/app-upgrade/acme.toml' was begun", '  from     https://example.org/x', '  release  v2.0.0', '  archive  acme-v2.0.0-linux-amd64.tar.gz', '  trust    signed with a minisign key; nothing was verified',
    'note: one\\x1b[2J', "hole: /etc/app-upgrade/acme.toml:14: trust[0].keys[0]: the minisign public key cannot be used: it is a placeholder; the publisher's own key belongs there",
    'next: fill what is missing, compare the file with what the publisher says elsewhere, then', "  'app-upgrade check acme'", "  'systemctl start app-upgrade@acme'", '',
  ].join('\n'))
})

test('nothing missing, nothing recognised', () => {
  const text = textOfInit(anInitReport({ holes: [], artifact: null, trust: 'nothing', file: null, notes: [] }))
  assert.match(text, /^acme: an app file was begun\n.*archive  none for this machine was recognised\n {2}trust    no signature was found.*\nnext: compare/s)
})

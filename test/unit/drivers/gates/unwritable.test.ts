import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asker, unwritable, type Unwritable } from '../../../../src/drivers/gates/unwritable.ts'
import { isFailure } from '../../../../src/errors.ts'

const root: Asker = { uid: 0, unit: null, container: null }
const inUnit: Asker = { ...root, unit: 'app-upgrade@.service' }
const said = (state: Unwritable['state'], directory: string, asker: Asker): { readonly code: string; readonly message: string; readonly next: string } => {
  const thrown = unwritable({ directory, state }, asker)
  assert.ok(isFailure(thrown))
  return { code: thrown.code, message: thrown.message, next: thrown.next ?? '' }
}

test('S6 a read-only file system: tried again later, and what is mounted is shown', () => {
  assert.deepEqual(said('read-only', '/opt/x/bin', inUnit), {
    code: 'CANT_CREATE', message: "no file can be replaced in '/opt/x/bin': its file system is read-only",
    next: "'findmnt -T /opt/x/bin' shows what is mounted there; make it writable, or give the file another path in [layout]",
  })
})
test("what our own units shut is theirs to open, and no disk's fault", () => {
  const { message, next } = said('read-only', '/usr/bin', inUnit)
  assert.match(message, /'\/usr\/bin': it is read-only for 'app-upgrade@.service'$/)
  assert.match(next, /'systemctl edit app-upgrade@.service', \[Service\] ReadWritePaths=\/usr\/bin; and the same in/)
  assert.match(said('forbidden', '/home/op/.local/bin', inUnit).next, /ProtectHome=no, and the same in .*own\.conf.*; or manage it with --user/)
  assert.match(said('forbidden', '/etc/acme', inUnit).next, /'lsattr -d \/etc\/acme' show what keeps even root out/)
  for (const directory of ['/usr/local/bin', '/usr/local', '/usrx']) assert.match(said('read-only', directory, inUnit).next, /findmnt/, directory)
  assert.match(said('read-only', '/usr/bin', root).next, /findmnt/, 'at a terminal nothing is shut by us')
})
test('a remedy fits a container: its image decides', () => {
  const inside: Asker = { ...root, container: 'docker' }
  assert.match(said('read-only', '/opt/x', inside).next, /^this is a container \(docker\): put the new version into its image, or mount a writable volume at '\/opt\/x'$/)
  assert.match(said('forbidden', '/opt/x', { ...inside, uid: 1000 }).next, /this is a container \(docker\), and its image decides/)
})
test('nobody is told to become what he is already, nor to use sudo', () => {
  const askers = [root, inUnit, { ...root, container: 'podman' }, { ...root, uid: 1000 }, { uid: 1000, unit: null, container: 'docker' }]
  for (const asker of askers) for (const state of ['missing', 'read-only', 'forbidden'] as const) assert.doesNotMatch(said(state, '/opt/x', asker).next, /sudo|as root/)
  assert.match(said('forbidden', '/opt/x', root).next, /lsattr -d \/opt\/x/)
  assert.match(said('forbidden', '/opt/x', { ...root, uid: 1000 }).next, /~\/\.local\/bin/)
  assert.match(said('forbidden', '/opt/x', { ...root, uid: 1000 }).message, /uid 1000 may not write/)
})
test('a directory that is not there is to be made, or another one named', () => {
  assert.deepEqual(said('missing', '/opt/x/bin', root), { code: 'CONFIG', message: "the directory '/opt/x/bin' does not exist", next: 'make it (mkdir -p /opt/x/bin), or correct [layout], [[file]] or [build_info]' })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveInboxNotes, readInboxNotes, type InboxNote } from '../../../../src/upgrade/inbox/inbox-notes.ts'
import { emptyDisk, SimulatedDisk } from '../../../support/simulated-disk.ts'
import { nobody } from '../../../support/meddler.ts'

const note: InboxNote = { name: 'a\n.bundle', inode: 7, firstMs: 1000, decided: null, because: 'busy' }
const aDisk = async (): Promise<SimulatedDisk> => {
  const disk = new SimulatedDisk(emptyDisk, nobody)
  await disk.makeDirectory('/run', 0o755)
  return disk
}

test('what was left is read again, and none is no file', async () => {
  const disk = await aDisk()
  await leaveInboxNotes(disk, '/run/acme.inbox', [note, { ...note, decided: 'done' }])
  assert.deepEqual(await readInboxNotes(disk, '/run/acme.inbox'), [note, { ...note, decided: 'done' }])
  await leaveInboxNotes(disk, '/run/acme.inbox', [])
  assert.equal(await disk.look('/run/acme.inbox'), null)
  assert.deepEqual(await readInboxNotes(disk, '/run/acme.inbox'), [])
})

test('what cannot be left is no failure', async () => {
  await leaveInboxNotes(await aDisk(), '/gone/acme.inbox', [note])
})

test('half a note is none', async () => {
  const disk = await aDisk()
  await disk.create('/run/x', Buffer.from(JSON.stringify([note, { ...note, decided: 'perhaps' }, { name: 'b' }, null])), 0o600)
  assert.deepEqual(await readInboxNotes(disk, '/run/x'), [note])
})

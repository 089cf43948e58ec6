import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needrestart } from '../../../../src/drivers/gates/needrestart.ts'
import { failure } from '../../../../src/errors.ts'
import { readsDisk } from '../../../../src/host/reads-disk.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'

const processes = (uid: number): Readonly<Record<string, Entry>> => ({
  '/proc/1/comm': 'systemd\n', '/proc/77': { kind: 'directory', uid }, '/proc/77/comm': 'needrestart\n', '/proc/self/comm': 'needrestart\n', '/proc/99/comm': 'needrestarter\n',
})

test('f13 needrestart at work: not now, who it is, and when to ask again', async () => {
  assert.deepEqual(await needrestart(aConfigDisk(processes(0))).ask(), {
    kind: 'no', overridable: 'yes', again: { everyMs: 60_000, giveUpMs: 86_400_000 },
    reason: 'needrestart is at work (process 77) and may restart any daemon, this one too',
    next: "wait until it is over (it may wait for an answer at a terminal), or '--force', which does not wait and is recorded",
  })
})
test('f13 anybody may call a process so; only root restarts daemons', async () => assert.deepEqual(await needrestart(aConfigDisk(processes(1000))).ask(), { kind: 'yes' }))
test('f13 nobody is at work here, and a process that ends meanwhile is none', async () => {
  assert.deepEqual(await needrestart(readsDisk).ask(), { kind: 'yes' })
  const gone = { ...aConfigDisk(processes(0)), read: async () => { throw failure('IO', 'ESRCH') } }
  assert.deepEqual(await needrestart(gone).ask(), { kind: 'yes' })
})

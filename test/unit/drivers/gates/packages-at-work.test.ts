import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packagesAtWork } from '../../../../src/drivers/gates/packages-at-work.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'

const ask = (held: Readonly<Record<string, number | null>>): Promise<Answer> =>
  packagesAtWork(async (path) => { const pid = held[path]; return pid === undefined ? null : { pid } }).ask()

test('f13 nobody changes packages: yes', async () => assert.deepEqual(await ask({ '/var/lib/dpkg/triggers/Lock': 1 }), { kind: 'yes' }))
test('f13 while apt, dpkg, dnf or rpm is at work it is not the time: who it is, how to pass, and when to ask again', async () => {
  assert.deepEqual(await ask({ '/var/lib/dpkg/lock-frontend': 321 }), {
    kind: 'no', reason: "packages of this machine are being changed: process 321 holds dpkg's lock '/var/lib/dpkg/lock-frontend'",
    next: "wait until it is over, or '--force', which does not wait and is recorded", overridable: 'yes', again: { everyMs: 300_000, giveUpMs: 86_400_000 },
  })
  for (const lock of ['/var/lib/dpkg/lock', '/var/lib/rpm/.rpm.lock', '/usr/lib/sysimage/rpm/.rpm.lock']) assert.equal((await ask({ [lock]: 1 })).kind, 'no', lock)
})
test('f13 a process that cannot be named holds all the same', async () => {
  const said = await ask({ '/var/lib/rpm/.rpm.lock': null })
  assert.match(said.kind === 'no' ? said.reason : '', /: a process holds rpm's lock /)
})

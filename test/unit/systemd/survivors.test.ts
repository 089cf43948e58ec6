import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import type { Bus } from '../../../src/systemd/bus.ts'
import { membersOf, survivorsOf } from '../../../src/systemd/survivors.ts'

const telling = (...answer: readonly unknown[]): Bus => ({ call: async () => [], ask: async () => answer, listen: async () => () => {}, close: async () => {} })

test('R12 what is there before and after, and is not the program of the unit, goes on', () => {
  const [main, vm, old] = [{ pid: 7, program: 'acmed', startedUs: 1 }, { pid: 8, program: 'firecracker', startedUs: 1 }, { pid: 9, program: 'acmed', startedUs: 1 }]
  const after = [{ pid: 17, program: 'acmed', startedUs: 5 }, vm, old, { pid: 18, program: 'helper', startedUs: 5 }]
  assert.deepEqual(survivorsOf([main, vm, old], after, 17), [{ pid: 8, program: 'firecracker' }], 'g14 its own program is trouble, and told elsewhere; a new child is no survivor')
  assert.deepEqual(survivorsOf([main, { ...vm, startedUs: 4 }], after, 17), [], 'another process under the same number')
  assert.deepEqual(survivorsOf([main, vm], [vm], 0), [{ pid: 8, program: 'firecracker' }], 'stopped for good')
})

test('R12 a process is told by the kernel, and where it is hidden by its command line', async (t) => {
  const child = spawn('/bin/sleep', ['60'])
  t.after(() => child.kill('SIGKILL'))
  await once(child, 'spawn')
  const members = await membersOf(telling([['/a', child.pid, 'something else'], ['/a', 4_194_305, '"/opt/my vm/fire" --id 7'], ['/a', 4_194_306, '/usr/bin/qemu-system-x86_64 -m 1'], ['/a', 4_194_307, '(kworker)']]), 'a.service')
  assert.deepEqual(members.map(({ program }) => program), ['sleep', 'fire', 'qemu-system-x86_64', 'kworker'])
  assert.ok(members[0]?.startedUs !== null && members[1]?.startedUs === null)
})

test('what the manager does not tell is not told', async () => {
  assert.deepEqual(await membersOf(telling('odd'), 'a.service'), [])
  assert.deepEqual(await membersOf({ ...telling(), ask: async () => { throw new Error('gone') } }, 'a.service'), [])
})

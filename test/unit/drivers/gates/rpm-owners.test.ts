import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command, CommandResult, RunsCommands } from '../../../../src/host/types.ts'
import { rpmOwners, type RpmAnswer } from '../../../../src/drivers/gates/rpm-owners.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

const fedora = { '/usr/bin/rpm': 'x', '/usr/lib/sysimage/rpm/rpmdb.sqlite': 'x', '/usr/bin/etcd': 'x' }
const never: RunsCommands = { run: async () => assert.fail('rpm was run') }

function answering(result: Partial<CommandResult>, seen: Command[] = []): RunsCommands {
  return { run: async (command) => (seen.push(command), { status: 0, output: '', trouble: null, ...result }) }
}
const ask = (commands: RunsCommands, disk: Readonly<Record<string, string>> = fedora): Promise<RpmAnswer> => rpmOwners(aConfigDisk(disk), commands, ['/usr/bin/etcd'], new AbortController().signal)
const none: RpmAnswer = { kind: 'known', owners: new Map() }

test('E41 an owned file is told with its package, asked by argument array', async () => {
  const seen: Command[] = []
  assert.deepEqual(await ask(answering({ output: 'etcd\n' }, seen)), { kind: 'known', owners: new Map([['/usr/bin/etcd', 'etcd']]) })
  assert.deepEqual(seen.map((command) => command.argv), [['/usr/bin/rpm', '-qf', '--queryformat', '%{NAME}\\n', '--', '/usr/bin/etcd']])
  assert.equal(seen[0]?.user, null)
})
test('E41 what rpm does not own is free', async () => {
  assert.deepEqual(await ask(answering({ status: 1, output: 'file /usr/bin/etcd is not owned by any package\n' })), none)
})
test('E41 rpm is not run where it is not used, nor for a path that does not exist', async () => {
  assert.deepEqual(await ask(never, { '/usr/bin/rpm': 'x', '/usr/bin/etcd': 'x' }), none)
  assert.deepEqual(await ask(never, { '/usr/lib/sysimage/rpm/rpmdb.sqlite': 'x', '/usr/bin/etcd': 'x' }), none)
  assert.deepEqual(await ask(never, { '/usr/bin/rpm': 'x', '/var/lib/rpm/Packages': 'x' }), none)
})
test('E41 no answer, or one that is not understood, is not a no', async () => {
  assert.deepEqual(await ask(answering({ status: null, trouble: 'timed out after 20 s' })), { kind: 'unknown', why: 'rpm gave no answer: timed out after 20 s' })
  assert.deepEqual(await ask(answering({ status: 1, output: 'error: cannot open Packages database\n' })), { kind: 'unknown', why: "rpm said 'error: cannot open Packages database'" })
  assert.deepEqual(await ask(answering({ status: 0, output: '' })), { kind: 'unknown', why: "rpm said ''" })
})

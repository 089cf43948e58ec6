import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearsed, type RehearsedCommand } from '../../../../src/drivers/gates/rehearsed.ts'
import type { Command, CommandResult } from '../../../../src/host/types.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aPlan } from '../../../support/a-plan.ts'

const question = (changes: Partial<RehearsedCommand['command']> = {}, rest: Partial<RehearsedCommand> = {}): RehearsedCommand => ({
  name: 'config check', pass: [0], command: { argv: ['{new:acme0}', 'config', 'check', '--for={version}', '{release}'], user: null, timeoutMs: 30_000, ...changes }, ...rest,
})
async function asked(questions: readonly RehearsedCommand[], results: readonly Partial<CommandResult>[], account: string | null = 'acme') {
  const commands: Command[] = []
  const run = async (command: Command): Promise<CommandResult> => ({ status: 0, output: '', trouble: null, ...results[commands.push(command) - 1] })
  const said = await rehearsed(questions, { run }, account).ask(aPlan(), new AbortController().signal)
  return { said, commands }
}
const reason = (said: Answer): string => (said.kind === 'no' ? `${said.reason} (${said.overridable})` : 'yes')

test('the new file is asked where it lies, as the daemon, within its time', async () => {
  const { said, commands } = await asked([question()], [{}])
  assert.deepEqual(said, { kind: 'yes' })
  assert.deepEqual(commands.map(({ argv, user, timeoutSeconds }) => ({ argv, user, timeoutSeconds })), [
    { argv: ['/opt/acme/releases/2.0.0/acme0', 'config', 'check', '--for=2.0.0', '/opt/acme/releases/2.0.0'], user: 'acme', timeoutSeconds: 30 },
  ])
  assert.equal((await asked([question({ user: 'other' })], [{}])).commands[0]?.user, 'other')
  assert.equal((await asked([question()], [{}], null)).commands[0]?.user, null)
})
test('F41 a no says which rehearsal, of which version, and what the program itself said', async () => {
  const { said } = await asked([question()], [{ status: 1, output: '\nacme.toml:3: unknown key "listne"\nmeant: listen\n\n\x1b[2Jthird\nfourth\n' }])
  assert.equal(reason(said), `the rehearsal 'config check' of version 2.0.0 says no (exit status 1): acme.toml:3: unknown key "listne"; meant: listen; \\x1b[2Jthird (yes)`)
  assert.match(said.kind === 'no' ? said.next : '', /do what it says.*--force/)
  assert.equal(reason((await asked([question()], [{ status: 1 }])).said), "the rehearsal 'config check' of version 2.0.0 says no (exit status 1) (yes)")
})
test('F40 R4 what gives no answer is a no, with the reason', async () => {
  const { said } = await asked([question()], [{ status: null, trouble: 'timed out after 30 s', output: 'reading…\n' }])
  assert.equal(reason(said), "the rehearsal 'config check' of version 2.0.0 gave no answer: timed out after 30 s; it said: reading… (yes)")
})
test('any of the statuses that pass will do, and only those; the first no ends it', async () => {
  assert.deepEqual((await asked([question({}, { pass: [2, 3] })], [{ status: 3 }])).said, { kind: 'yes' })
  assert.match(reason((await asked([question({}, { pass: [2, 3] })], [{ status: 0 }])).said), /says no \(exit status 0\)/)
  const { said, commands } = await asked([question(), question({}, { name: 'second' }), question()], [{}, { status: 1 }])
  assert.deepEqual([/'second'/.test(reason(said)), commands.length], [true, 2])
})

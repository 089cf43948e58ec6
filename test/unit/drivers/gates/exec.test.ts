import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { exec } from '../../../../src/drivers/gates/exec.ts'
import type { CommandResult } from '../../../../src/host/types.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { gateTools } from '../../../support/gate-tools.ts'
import { aPlan } from '../../../support/scripted-world.ts'

const signal = new AbortController().signal
const ask = (changes: object, answer: Partial<CommandResult>): Promise<Answer> =>
  exec.make({ kind: 'exec', command: ['/usr/lib/acme/idle'], ...changes }, gateTools({ answers: [{ status: 0, output: '', trouble: null, ...answer }] }).tools).ask(aPlan(), signal)
const reasonOf = async (changes: object, answer: Partial<CommandResult>): Promise<string> => {
  const said = await ask(changes, answer)
  return said.kind === 'yes' ? 'yes' : `${said.again === undefined ? 'no' : 'not now'}: ${said.reason}`
}

test('exit status 0 is yes, 75 is "not now", anything else is no', async () => {
  assert.equal(await reasonOf({}, { output: 'busy, they say' }), 'yes')
  assert.equal(await reasonOf({}, { status: 75, output: '\n  three uploads\nmore\n' }), 'not now: /usr/lib/acme/idle says: not now: three uploads')
  assert.equal(await reasonOf({}, { status: 75 }), 'not now: /usr/lib/acme/idle says: not now (exit status 75)')
  assert.equal(await reasonOf({}, { status: 1, output: 'the licence has expired' }), 'no: /usr/lib/acme/idle says no: the licence has expired')
  assert.equal(await reasonOf({}, { status: 1 }), 'no: /usr/lib/acme/idle says no (exit status 1)')
  assert.equal(await reasonOf({}, { status: null, trouble: 'timed out after 10 s' }), 'no: the gate /usr/lib/acme/idle gave no answer: timed out after 10 s')
})

test('other exit statuses may mean "not now", and 75 then does not', async () => {
  assert.equal(await reasonOf({ busy: [1, 2] }, { status: 2 }), 'not now: /usr/lib/acme/idle says: not now (exit status 2)')
  assert.equal(await reasonOf({ busy: [1, 2] }, { status: 75 }), 'no: /usr/lib/acme/idle says no (exit status 75)')
  for (const status of [0, 200, 1.5, '75']) assert.equal(v.safeParse(exec.schema, { kind: 'exec', command: ['/x'], busy: [status] }).success, false, String(status))
})

test('the command is told both versions and where the files lie, each as one argument', async () => {
  const { tools, commands } = gateTools()
  await exec.make({ kind: 'exec', command: ['{path:acme}', '{version}', 'from={from}', '{live}', '{"json": true}', '$HOME; id'], user: 'acme', timeout: '1500ms' }, tools).ask(aPlan(), signal)
  assert.deepEqual(commands, [{ argv: ['/usr/local/bin/acme', '2.0.0', 'from=1.4.2', '/usr/local/bin', '{"json": true}', '$HOME; id'], user: 'acme', timeoutSeconds: 2, outputBytesMax: 16_384 }])
})

test('a shell line, a relative program and an unknown placeholder are refused when the file is read', () => {
  for (const command of ['/bin/true', [], ['idle'], ['./idle'], ['/x', '{verison}'], ['/x', '']]) assert.equal(v.safeParse(exec.schema, { kind: 'exec', command }).success, false, JSON.stringify(command))
})

test('P13 the new program is asked about migrations before it is live: 0 none, 1 needed and safe, 2 incompatible', async () => {
  const migrations = { command: ['{new:acme}', '--check-migrations', '--system'], pass: [1] }
  assert.equal(await reasonOf(migrations, {}), 'yes')
  assert.equal(await reasonOf(migrations, { status: 1, output: '3 migrations pending' }), 'yes')
  assert.match(await reasonOf(migrations, { status: 2, output: 'schema 9 is newer than 8' }), /^no: \S+ says no: schema 9 is newer than 8$/)
  const { tools, commands } = gateTools()
  await exec.make({ kind: 'exec', ...migrations }, tools).ask(aPlan(), signal)
  assert.deepEqual(commands.map(({ argv }) => argv), [[aPlan().files[0].newPath, '--check-migrations', '--system']])
  assert.notEqual(aPlan().files[0].newPath, aPlan().files[0].publicPath)
})

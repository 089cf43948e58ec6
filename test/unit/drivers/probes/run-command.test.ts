import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommand } from '../../../../src/drivers/probes/run-command.ts'
import type { Command, RunsCommands } from '../../../../src/host/types.ts'
import { aWatchedPlan } from '../../../support/probe-tools.ts'

const signal = new AbortController().signal

function recorder(): { readonly commands: RunsCommands; readonly seen: Command[] } {
  const seen: Command[] = []
  return { seen, commands: { run: async (command) => (seen.push(command), { status: 0, output: 'out', trouble: null }) } }
}

test('placeholders are filled in before anything runs, and the program is named for people', async () => {
  const { commands, seen } = recorder()
  const ran = await runCommand(commands, { command: ['{live}/acme0', '{version}', '{path:acme1}', '{other'], user: 'acme', timeoutMs: 1500 }, aWatchedPlan(), signal)
  assert.deepEqual(seen[0]?.argv, ['/usr/bin/acme0', '2.0.0', '/usr/bin/acme1', '{other'])
  assert.deepEqual([seen[0]?.user, ran.shown, ran.output], ['acme', '/usr/bin/acme0', 'out'])
})

test('a time-out is whole seconds, never none; no user is an account of its own', async () => {
  const { commands, seen } = recorder()
  for (const timeoutMs of [1, 1000, 1001]) await runCommand(commands, { command: ['/x'], user: undefined, timeoutMs }, aWatchedPlan(), signal)
  assert.deepEqual(seen.map((command) => [command.timeoutSeconds, command.user]), [[1, null], [1, null], [2, null]])
})

test('a path that no managed file has is the settings\' mistake', async () => {
  await assert.rejects(runCommand(recorder().commands, { command: ['{path:nobody}'], user: undefined, timeoutMs: 1 }, aWatchedPlan(), signal), { code: 'CONFIG' })
})

test('a command without a program is a bug', async () => {
  await assert.rejects(runCommand(recorder().commands, { command: [], user: undefined, timeoutMs: 1 }, aWatchedPlan(), signal), { name: 'Bug' })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '../../../src/host/types.ts'
import { within } from '../../../src/main/closed-commands.ts'

test('every command gets the room that the settings say, and none where they are not asked', async () => {
  const seen: Command[] = []
  const commands = { run: async (command: Command) => { seen.push(command); return { status: 0, output: '', trouble: null } } }
  const [command, room] = [{ argv: ['/bin/x'], user: null, timeoutSeconds: 1, outputBytesMax: 1 }, { memoryBytesMax: 7, tasksMax: 8, fileBytesMax: 9 }] as const
  await within(room, commands).run(command, new AbortController().signal)
  await within(undefined, commands).run(command, new AbortController().signal)
  assert.deepEqual(seen, [{ ...command, room }, command])
})

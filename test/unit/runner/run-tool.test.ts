import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTool } from '../../runner/run-tool.ts'

async function ran(...argv: readonly [string, ...string[]]): Promise<readonly [number, number, string]> {
  const lines: string[] = []
  const { passed, failed } = await runTool({ kind: 'tool', name: 'x', argv, minutesMax: 0.01 }, `${process.cwd()}/`, (line) => lines.push(line))
  return [passed, failed, lines.join('\n')]
}

test('a tool that is content is one test passed, silently', async () => assert.deepEqual(await ran('sh', '-c', 'echo noise'), [1, 0, '']))
test('one that is not is one failed, with what it said', async () => assert.deepEqual(await ran('sh', '-c', 'echo wrong; exit 3'), [0, 1, '  wrong\n  ✖ sh ended with 3']))
test('one that is missing has failed', async () => assert.match((await ran('no-such-tool-here'))[2], /ENOENT/))
test('one that hangs is ended', async () => assert.match((await ran('tail', '-f', '/dev/null'))[2], /was ended by SIGKILL/))

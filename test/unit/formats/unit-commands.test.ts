import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readUnitText } from '../../../src/formats/unit-commands.ts'

const commandsOf = (...texts: readonly string[]): readonly (readonly string[])[] => readUnitText(texts.map((text) => `[Service]\n${text}\n`)).commands.map(({ program, argv }) => [program, ...argv.slice(1)])

const lines: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['ExecStart=/usr/bin/x --serve', ['/usr/bin/x', '--serve']],
  ['ExecStart=-+/usr/bin/x', ['/usr/bin/x']],
  ['ExecStart=!!/usr/bin/x', ['/usr/bin/x']],
  ['ExecStart=:@/usr/bin/x named -v', ['/usr/bin/x', '-v']],
  ['ExecStart=/bin/sh -c "exec /usr/bin/x --a \'b c\'"', ['/bin/sh', '-c', "exec /usr/bin/x --a 'b c'"]],
  ['ExecStart=/usr/bin/x \\\n  --flag=1 \\\n# why\n  last', ['/usr/bin/x', '--flag=1', 'last']],
  ['ExecStart = /usr/bin/x', ['/usr/bin/x']],
]
for (const [line, words] of lines) test(`${line.replaceAll('\n', '⏎')}`, () => assert.deepEqual(commandsOf(line), [words]))

test('an empty assignment forgets the ones before it, in a drop-in too; several stay', () => {
  assert.deepEqual(commandsOf('ExecStart=/a\nExecStart=/b'), [['/a'], ['/b']])
  assert.deepEqual(commandsOf('ExecStart=/a', 'ExecStart=\nExecStart=/b'), [['/b']])
  assert.deepEqual(commandsOf('ExecStart=/a\nExecStart='), [])
})
test('only of the section [Service]; comments are none; the directory is told', () => {
  assert.deepEqual(readUnitText(['[Unit]\nExecStart=/no\n[Service]\n#ExecStart=/no\n;ExecStart=/no\nWorkingDirectory=-/opt/x\n[Install]\nExecStart=/no\n']), { commands: [], directory: '/opt/x' })
  assert.equal(readUnitText(['[Service]\nWorkingDirectory=/a\nWorkingDirectory=\n']).directory, null)
})

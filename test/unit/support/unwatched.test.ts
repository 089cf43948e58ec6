import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { aDirectory } from '../../support/a-directory.ts'

const program = `
import assert from 'node:assert/strict'
import { isMainThread } from 'node:worker_threads'
import { describe, test } from '${join(import.meta.dirname, '../../support/unwatched.ts')}'
const [first, second] = ['same name', 'same name']
describe('one', () => { test(first, (context) => context.diagnostic('said by one')) })
describe('other', () => { test(second, async () => assert.equal(await Promise.resolve(1), 2)) })
test('runs in the thread', () => assert.ok(!isMainThread))
test('throws what is no error', () => { throw 'a word' })
test('ends the thread', () => process.exit(7))
test('comes after it', () => {})
test('never ends', { timeout: 300 }, () => { for (;;); })
`

/** What node:test says of the file above, in TAP, each line trimmed. */
function told(file: string): readonly string[] {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return spawnSync(process.execPath, ['--test', '--test-reporter=tap', file], { env, encoding: 'utf8', timeout: 120_000 }).stdout.split('\n').map((line) => line.trim())
}

test('bodies run in a thread of their own, and what becomes of them is told by node:test', (t) => {
  const file = join(aDirectory(t), 'sample.test.ts')
  writeFileSync(file, program)
  const lines = told(file)
  const outcomes = lines.filter((line) => /^(?:not )?ok \d+ - /.test(line)).map((line) => line.replace(/ \d+ -/, ''))
  assert.deepEqual(outcomes, ['ok same name', 'ok one', 'not ok same name', 'not ok other', 'ok runs in the thread', 'not ok throws what is no error', 'not ok ends the thread', 'ok comes after it', 'not ok never ends'])
  const text = lines.join('\n')
  for (const said of [/^# said by one$/m, /1 !== 2/, /a word/, /the thread of the tests ended with 7/, /test timed out after 300ms/]) assert.match(text, said)
})

test('two tests of one name in one place are refused: only one of them would run', (t) => {
  const file = join(aDirectory(t), 'twice.ts')
  writeFileSync(file, `import { test } from '${join(import.meta.dirname, '../../support/unwatched.ts')}'\ntest('a', () => {})\ntest('a', () => {})\n`)
  assert.throws(() => execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: 'pipe' }), /'a' has no body, or two/)
})

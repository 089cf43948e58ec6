import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Tally } from '../../runner/tally.ts'

const suite = { kind: 'tests', name: 'x', folder: 'tests', filesAtOnce: 2, fileMinutesMax: 0.5, talks: 'yes' } as const
const program = `
import { runTests } from '${new URL('../../runner/run-tests.ts', import.meta.url).href}'
const lines = []
const tally = await runTests(${JSON.stringify(suite)}, process.argv[2], (line) => lines.push(line))
process.stdout.write(JSON.stringify({ tally, said: lines.join('\\n') }))
`

/** In a process that does not know that it runs inside a test: the test runner refuses to run itself. */
function ran(t: TestContext, files: Readonly<Record<string, string>>): { readonly tally: Tally; readonly said: string } {
  const root = `${mkdtempSync(join(tmpdir(), 'runner-'))}/`
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(`${root}tests/deep`, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(`${root}tests/${name}`, `import assert from 'node:assert/strict'\nimport { test } from 'node:test'\n${text}`)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  writeFileSync(`${root}program.mjs`, program)
  return JSON.parse(execFileSync(process.execPath, [`${root}program.mjs`, root], { encoding: 'utf8', env }))
}

test('passed, failed and skipped are counted, in all files, and told apart', (t) => {
  const { tally, said } = ran(t, {
    'a.test.ts': "test('good', () => {})\ntest('bad', () => assert.equal(1, 2, 'one is not two'))\ntest('later', { skip: 'no kernel' }, () => {})",
    'deep/b.test.ts': "test('outer', async (t) => { await t.test('inner', () => { throw new Error('boom') }) })\ntest('said', (t) => t.diagnostic('12345 states'))",
    'not-a-test.ts': "throw new Error('must not be run')",
  })
  assert.deepEqual({ ...tally, passed: 0 }, { passed: 0, failed: 3, skipped: 1 })
  assert.equal(tally.passed, 2)
  assert.match(said, /✖ bad \(tests\/a\.test\.ts:4\)\n[^]*one is not two/)
  assert.match(said, /✖ inner \(tests\/deep\/b\.test\.ts:3\)\n[^]*boom/)
  assert.doesNotMatch(said, /✖ outer/)
  assert.match(said, /skipped: later \(no kernel\)/)
  assert.match(said, /12345 states/)
})
test('a file that cannot be loaded has failed', (t) => {
  const { tally, said } = ran(t, { 'a.test.ts': "throw new Error('at once')" })
  assert.equal(tally.failed, 1)
  assert.match(said, /at once|a\.test\.ts/)
})
test('a file without a test in it has failed', (t) => {
  const { tally, said } = ran(t, { 'a.test.ts': 'assert.ok(test)' })
  assert.deepEqual(tally, { passed: 0, failed: 1, skipped: 0 })
  assert.match(said, /✖ there is no test in tests\/a\.test\.ts/)
})
test('a folder without tests has failed', (t) => assert.equal(ran(t, {}).tally.failed, 1))

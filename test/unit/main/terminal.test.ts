import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { asTyped } from '../../../src/main/terminal.ts'

const terminal = new URL('../../../src/main/terminal.ts', import.meta.url).href
/** Says much once it is told to, as a run does; ends with 7 when it came to its end. */
const talks = `
  import { terminal } from '${terminal}'
  process.stdin.once('data', async () => {
    for (let line = 0; line < 200; line++) {
      terminal.out('x'.repeat(1000) + '\\n')
      terminal.err('swapping\\n')
      await new Promise((resolve) => setImmediate(resolve))
    }
    process.exitCode = 7
    process.stdin.destroy()
  })`

for (const gone of [['stdout'], ['stderr'], ['stdout', 'stderr']] as const) {
  test(`F35 whoever listened to ${gone.join(' and ')} is gone, as head(1) is after a line: the run goes on to its end`, { timeout: 120_000 }, async (t) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', talks], { stdio: 'pipe' })
    t.after(() => child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    for (const name of ['stdout', 'stderr'] as const) {
      if (!(gone as readonly string[]).includes(name)) child[name].resume()
      else {
        const closed = once(child[name], 'close')
        child[name].destroy()
        await closed
      }
    }
    child.stdin.write('go\n')
    assert.deepEqual(await ended, [7, null])
  })
}
test('a command in quotation marks is left alone where it is called by its plain name', () => assert.equal(asTyped("'app-upgrade status acme'"), "'app-upgrade status acme'"))

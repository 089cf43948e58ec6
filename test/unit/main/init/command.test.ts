import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { loaded } from '../../../support/a-beginning.ts'
import { aForge } from '../../../support/a-forge.ts'
import { aRelease } from '../../../support/a-release.ts'

interface Ended { readonly exit: number | null; readonly out: string; readonly err: string }

/** The program as it is, with no terminal. */
async function run(...argv: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../../src/main.ts'), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = new Promise<number | null>((resolve) => { child.once('close', resolve) })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { exit: await exit, out, err }
}

async function repository(t: TestContext): Promise<{ readonly address: string; readonly directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'app-upgrade-init-test-'))
  t.after(() => { rmSync(directory, { recursive: true, force: true }) })
  const processor = process.arch === 'arm64' ? 'arm64' : 'amd64'
  const forge = await aForge(t, { kind: 'gitea', posted: [{ tag: 'v1.2.3', files: Object.fromEntries(aRelease({ arch: processor }).served) }] })
  return { address: `${forge.origin}/acme/jaco`, directory }
}

test('the whole way: a file is begun, is not overwritten, and is overwritten where that was said', async (t) => {
  const { address, directory } = await repository(t)
  const file = join(directory, 'jaco.toml')
  const first = await run('init', address, '--out', file)
  assert.deepEqual([first.exit, first.err], [0, ''])
  assert.match(first.out, /'.*jaco\.toml' was begun\n.*hole: .*trust\[0\]\.keys\[0\]: .*placeholder.*'app-upgrade check jaco'\n.*'systemctl start app-upgrade@jaco'/s)
  assert.deepEqual([readdirSync(directory), statSync(file).mode & 0o777], [['jaco.toml'], 0o644])
  const written = readFileSync(file, 'utf8')
  assert.equal((await loaded('jaco', written.replace('RWQ…', aRelease().keyLine))).source.kind, 'gitea')
  const second = await run('init', address, '--out', file)
  assert.deepEqual([second.exit, /is there already/.test(second.err), readFileSync(file, 'utf8')], [40, true, written])
  assert.equal((await run('init', address, '--out', file, '--force', '--look-inside')).exit, 0)
  assert.match(readFileSync(file, 'utf8'), /"jacod" = "\/usr\/local\/bin\/jacod"/)
})

test('the file on standard output, and one document for machines', async (t) => {
  const { address } = await repository(t)
  const plain = await run('init', address, '--out', '-')
  assert.deepEqual([plain.exit, plain.out.startsWith('# /etc/app-upgrade/jaco.toml'), plain.err.startsWith('jaco: an app file was begun')], [0, true, true])
  const json = await run('init', address, '--out', '-', '--json')
  const report = JSON.parse(json.out) as Record<string, unknown>
  assert.deepEqual([json.exit, json.err, report['app'], report['trust'], report['file'], report['text']], [0, '', 'jaco', 'minisign', null, plain.out])
})

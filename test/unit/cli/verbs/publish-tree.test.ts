import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTree } from '../../../../src/cli/tree.ts'
import { aWorld, saidOn } from '../../../support/scripted-world.ts'

async function asked(...argv: readonly string[]): Promise<{ readonly exit: number; readonly request: unknown; readonly err: string }> {
  const world = aWorld()
  const exit = await runTree(['publish', 'tree', ...argv], world)
  return { exit, request: JSON.parse(world.asked[0]?.replace('publish tree ', '') ?? 'null'), err: saidOn(world, 2) }
}

test('what is not said has the defaults of update-repo; the processor is the machine\'s matter', async () => {
  assert.deepEqual((await asked('./acme', '--version', '2.0.0')).request, {
    binary: './acme', version: '2.0.0', os: 'linux', architecture: null, repository: '.', keep: 'compressed', onto: 'nothing', key: null, passwordFile: null,
  })
})

test('what is said is handed on', async () => {
  assert.deepEqual((await asked('acme', '--version', 'v2.0.0', '--os', 'freebsd', '--arch', 'arm64', '--repo', '/srv', '--uncompressed', '--force', '--key', 'k', '--password-file', 'p')).request, {
    binary: 'acme', version: 'v2.0.0', os: 'freebsd', architecture: 'arm64', repository: '/srv', keep: 'both', onto: 'anything', key: 'k', passwordFile: 'p',
  })
})

test('no binary, no version and none that is one are USAGE', async () => {
  for (const argv of [['--version', '2.0.0'], ['acme'], ['acme', '--version', 'newest'], ['', '--version', '2.0.0']]) {
    const { exit, request } = await asked(...argv)
    assert.deepEqual([exit, request], [64, null], argv.join(' '))
  }
  assert.match((await asked('acme')).err, /--version is missing/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTree } from '../../../../src/cli/tree.ts'
import type { ReleaseRequest } from '../../../../src/publish/request.ts'
import { aWorld, saidOn } from '../../../support/scripted-world.ts'

async function asked(...argv: readonly string[]): Promise<{ readonly exit: number; readonly request: ReleaseRequest | null; readonly err: string }> {
  const world = aWorld()
  const exit = await runTree(['publish', 'release', ...argv], world)
  return { exit, request: JSON.parse(world.asked[0]?.replace('publish release ', '') ?? 'null') as ReleaseRequest | null, err: saidOn(world, 2) }
}

test('several artifacts; nothing else is taken for granted', async () => {
  assert.deepEqual((await asked('a.gz', 'b.gz', '--version', 'v2.0.0')).request, {
    artifacts: ['a.gz', 'b.gz'], version: 'v2.0.0', key: null, passwordFile: null, ecdsaKey: null, comment: null, bestBeforeMs: null,
    out: null, manifest: null, baseUrl: null, channel: null, upload: null, onto: 'nothing',
  })
})

test('what is said is handed on, times in milliseconds', async () => {
  const { request } = await asked('a.gz', '--version', 'v2.0.0', '--key', 'k', '--best-before', '90d', '--manifest', 'm.json', '--base-url', 'https://x/', '--channel', 'beta', '--out', 'o',
    '--upload', 's3://b/p', '--token-file', 't', '--endpoint', 'https://s3', '--region', 'r', '--force', '--comment', 'c', '--password-file', 'p', '--ecdsa-key', 'e')
  assert.deepEqual(request, {
    artifacts: ['a.gz'], version: 'v2.0.0', key: 'k', passwordFile: 'p', ecdsaKey: 'e', comment: 'c', bestBeforeMs: 90 * 86_400_000,
    out: 'o', manifest: 'm.json', baseUrl: 'https://x/', channel: 'beta', upload: { to: 's3://b/p', endpoint: 'https://s3', region: 'r', tokenFile: 't' }, onto: 'anything',
  })
})

test('options that are about something nobody asked for are USAGE, and say what is missing', async () => {
  for (const [argv, message] of [
    [['a.gz'], /--version is missing/],
    [['--version', '1.0.0'], /missing required argument 'ARTIFACT'/],
    [['a.gz', '--version', 'x'], /is not a version/],
    [['a.gz', '--version', '1.0.0', '--best-before', '90'], /--best-before is no time\n {2}because: '90' is not a time/],
    [['a.gz', '--version', '1.0.0', '--best-before', '2000d'], /longer than a year/],
    [['a.gz', '--version', '1.0.0', '--channel', 'beta'], /--channel is about a manifest, and none was named/],
    [['a.gz', '--version', '1.0.0', '--base-url', 'https://x'], /--base-url is about a manifest/],
    [['a.gz', '--version', '1.0.0', '--token-file', 'x'], /--token-file is about an upload, and none was asked for/],
  ] as const) {
    const { exit, request, err } = await asked(...argv)
    assert.deepEqual([exit, request], [64, null], argv.join(' '))
    assert.match(err, message)
  }
})

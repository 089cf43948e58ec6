import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const program = join(import.meta.dirname, '../support/metadata-service.ts')

/** In a network with nothing in it but a loopback device that has the clouds' address, as a program of its own. */
function inOwnNetwork(setUp: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync('unshare', ['--net', 'sh', '-ec', `${setUp}; exec "$0" "$1"`, process.execPath, program], { encoding: 'utf8', timeout: 600_000 })
}

test('the metadata services of three clouds, at their own address, over real sockets', () => {
  const { status, stdout, stderr } = inOwnNetwork('ip link set lo up; ip address add 169.254.169.254/32 dev lo')
  assert.equal(status, 0, stderr)
  assert.deepEqual(JSON.parse(stdout), ['ASIA1', 'google', 'Bearer azure'])
})

import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { disk } from '../../../src/host/disk.ts'
import { leaveWish, readWish, type Wish } from '../../../src/upgrade/request.ts'

const root = mkdtempSync(join(tmpdir(), 'app-upgrade-request-'))
after(() => rmSync(root, { recursive: true }))
const path = join(root, 'jaco')
const request = { way: 'on', version: '0.2.0', channel: null, url: 'https://token@host/x', prefix: null, force: 'yes', dryRun: 'no', actor: 'root', reason: 'ticket' } as const
const wish: Wish = { instance: 'jaco@v0.2.0', atMs: 1_000_000, request }

test('a wish reaches its unit, unread by others', async () => {
  await leaveWish(disk, path, wish)
  assert.deepEqual(await readWish(disk, path, 'jaco@v0.2.0', 1_010_000), request)
  assert.equal(statSync(path).mode & 0o777, 0o640)
})

test('a wish is for its instance, and fresh, or it is none', async () => {
  await leaveWish(disk, path, wish)
  assert.equal(await readWish(disk, path, 'jaco@v0.3.0', 1_010_000), null)
  assert.equal(await readWish(disk, path, 'jaco@v0.2.0', 1_060_001), null)
  assert.equal(await readWish(disk, path, 'jaco@v0.2.0', 900_000), null)
  assert.equal(await readWish(disk, join(root, 'none'), 'jaco', 0), null)
})

test('F49 a wish that others could have written is refused', async () => {
  await leaveWish(disk, path, wish)
  chmodSync(path, 0o666)
  await assert.rejects(readWish(disk, path, 'jaco@v0.2.0', 1_010_000), { code: 'PERMISSION' })
  const link = join(root, 'link')
  symlinkSync(path, link)
  await assert.rejects(readWish(disk, link, 'jaco@v0.2.0', 1_010_000), { code: 'PERMISSION' })
})

for (const [name, text] of [['no JSON', '{'], ['another shape', '{"instance":1}'], ['a wrong answer', JSON.stringify({ ...wish, request: { ...request, force: true } })]] as const) {
  test(`a wish with ${name} is refused`, async () => {
    rmSync(path, { force: true })
    writeFileSync(path, text, { mode: 0o640 })
    await assert.rejects(readWish(disk, path, 'jaco@v0.2.0', 1_010_000), { code: 'DATA' })
  })
}

import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../src/host/disk.ts'
import { messageBytesMax, spooledMax } from '../../../src/upgrade/limits.ts'
import { messageId, noteTaken, spool, spooledCount, unspool, waitingIn } from '../../../src/upgrade/spool.ts'
import { aDirectory } from '../../support/a-directory.ts'

const at = (second: number): { readonly id: string; readonly body: Buffer } => ({ id: messageId(second * 1000, 'ab'.repeat(4)), body: Buffer.from(JSON.stringify({ at: new Date(second * 1000).toISOString(), event: 'upgraded', n: second })) })
const numbers = async (directory: string): Promise<readonly unknown[]> => (await waitingIn(disk, directory)).map(({ message }) => (JSON.parse(Buffer.from(message.body).toString()) as { readonly n: unknown }).n)

test('an id sorts by time, and is a file name', () => {
  assert.equal(messageId(Date.UTC(2026, 10, 21, 10, 48, 41, 7), '3fa29c01ff'), '20261121T104841007Z-3fa29c01')
})

test('what was spooled waits, oldest first, until it is gone; the directory is for its owner and its group', async (t) => {
  const directory = join(aDirectory(t), 'acme')
  for (const second of [3, 1, 2]) assert.deepEqual(await spool(disk, directory, at(second)), [])
  assert.deepEqual(await numbers(directory), [1, 2, 3])
  assert.equal(statSync(directory).mode & 0o7777, 0o770)
  assert.equal(statSync(join(directory, `${at(1).id}.json`)).mode & 0o777, 0o644)
  await unspool(disk, directory, at(2).id)
  assert.deepEqual(await numbers(directory), [1, 3])
  assert.equal(await spooledCount(disk, directory), 2)
})

test('the directory above must be there: one that we made would not be readable to whoever tells', async (t) => {
  await assert.rejects(spool(disk, join(aDirectory(t), 'gone', 'acme'), at(1)), { code: 'IO' })
})

test('a link at its place is not followed: whoever could plant it would choose where the owner writes, and what it removes', async (t) => {
  const home = aDirectory(t)
  const [elsewhere, directory] = [join(home, 'elsewhere'), join(home, 'acme')]
  mkdirSync(elsewhere)
  symlinkSync(elsewhere, directory)
  await assert.rejects(spool(disk, directory, at(1)), { code: 'IO', message: /is no directory/ })
  assert.deepEqual(readdirSync(elsewhere), [])
})

test('who has taken it is remembered beside it, and goes with it', async (t) => {
  const directory = join(aDirectory(t), 'acme')
  await spool(disk, directory, at(1))
  await noteTaken(disk, directory, { id: at(1).id, taken: ['a', 'b'] })
  assert.deepEqual((await waitingIn(disk, directory)).map(({ taken }) => taken), [['a', 'b']])
  await unspool(disk, directory, at(1).id)
  assert.deepEqual(readdirSync(directory), [])
})

test('there are never more than two hundred: the oldest give way, and are named', async (t) => {
  const directory = join(aDirectory(t), 'acme')
  mkdirSync(directory)
  for (let second = 1; second <= spooledMax + 3; second++) writeFileSync(join(directory, `${at(second).id}.json`), at(second).body)
  const dropped = await spool(disk, directory, at(9999))
  assert.deepEqual(dropped, [1, 2, 3, 4].map((second) => at(second).id))
  assert.equal(await spooledCount(disk, directory), spooledMax)
})

test('what is no message of ours goes, or is not looked at', async (t) => {
  const directory = join(aDirectory(t), 'acme')
  await spool(disk, directory, at(1))
  writeFileSync(join(directory, `${at(2).id}.json`), 'torn {')
  writeFileSync(join(directory, `${at(3).id}.json`), Buffer.alloc(messageBytesMax + 1, 32))
  writeFileSync(join(directory, `${at(4).id}.json`), JSON.stringify({ at: at(4).id, event: 'exploded' }))
  for (const name of ['evil.json', '..json', `${at(5).id}.json.upgrading`]) writeFileSync(join(directory, name), '{}')
  assert.deepEqual(await numbers(directory), [1])
  assert.deepEqual(readdirSync(directory).toSorted(), ['..json', `${at(1).id}.json`, `${at(5).id}.json.upgrading`, 'evil.json'].toSorted())
})

test('a link in it leads nowhere', async (t) => {
  const directory = join(aDirectory(t), 'acme')
  await spool(disk, directory, at(1))
  writeFileSync(join(directory, 'secret'), '{"at":"2026-11-21","event":"upgraded"}')
  symlinkSync(join(directory, 'secret'), join(directory, `${at(2).id}.json`))
  await assert.rejects(waitingIn(disk, directory), { code: 'IO' })
})

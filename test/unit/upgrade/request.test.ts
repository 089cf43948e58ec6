import assert from 'node:assert/strict'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { failure } from '../../../src/errors.ts'
import { disk } from '../../../src/host/disk.ts'
import type { Disk } from '../../../src/host/types.ts'
import { versionCharactersMax } from '../../../src/release/limits.ts'
import { nothingKnown, short } from '../../../src/upgrade/memory/known.ts'
import { knownSeenMax, knownSkipsMax, listedTextCharactersMax } from '../../../src/upgrade/limits.ts'
import { acquireWishFor, readWish, replaceWish, takeWish, type Wish, whileWished, wishFor } from '../../../src/upgrade/request.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const root = mkdtempSync(join(tmpdir(), 'app-upgrade-request-'))
after(() => rmSync(root, { recursive: true }))
const instance = 'jaco@v0.2.0'
const request = { way: 'back', version: '0.2.0', channel: null, url: 'https://token@host/x', prefix: null, bundle: null, occasion: 'person', force: 'yes', dryRun: 'no', actor: 'root', reason: 'ticket' } as const
const minute = 60_000
const taking = { instance, owner: 0 }

let places = 0
/** A place of its own for each test. */
function aPlace(): { readonly path: string; readonly wish: Wish } {
  return { path: join(root, String(places++)), wish: { instance, atMs: Date.now(), request } }
}

test('a wish reaches its run once, unread by others', async () => {
  const { path, wish } = aPlace()
  await whileWished(disk, path, wish, async (isWaiting) => {
    assert.equal(statSync(path).mode & 0o777, 0o640)
    assert.equal(await isWaiting(), true)
    assert.deepEqual(await takeWish(disk, path, taking, wish.atMs + 10), request)
    assert.equal(await isWaiting(), false)
    assert.equal(existsSync(path), false)
    assert.equal(await takeWish(disk, path, taking, wish.atMs + 10), null)
  })
})

test('a wish that nobody read is taken back, also by a caller who fails', async () => {
  const { path, wish } = aPlace()
  await whileWished(disk, path, wish, async () => assert.equal(existsSync(path), true))
  assert.equal(existsSync(path), false)
  await rejectsWithFailure('UNAVAILABLE', /no manager/, whileWished(disk, path, wish, async () => { throw failure('UNAVAILABLE', 'no manager') }))
  assert.equal(existsSync(path), false)
})

test('f05 who comes to an end does not take away what the next caller wants of the same unit: a rollback would become an upgrade', async () => {
  const { path, wish } = aPlace()
  const back: Wish = { instance, atMs: wish.atMs + 1, request: { ...request, actor: 'somebody else' } }
  const [next, ended]: [PromiseWithResolvers<void>, Promise<void>[]] = [Promise.withResolvers<void>(), []]
  await whileWished(disk, path, wish, async (isWaiting) => {
    await takeWish(disk, path, taking, wish.atMs)
    const left = Promise.withResolvers<void>()
    ended.push(whileWished(disk, path, back, async () => {
      left.resolve()
      await next.promise
    }))
    await left.promise
    // Nor is it taken for their own, which would be told as one that nobody read.
    assert.equal(await isWaiting(), false)
  })
  assert.deepEqual(await takeWish(disk, path, taking, wish.atMs), back.request)
  next.resolve()
  await Promise.all(ended)
})

test('of two who see at the same moment that nothing waits one is told to ask again, and the wish of the other stands', async () => {
  const { path, wish } = aPlace()
  const [looked, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ask = (actor: string, on: Disk, act: () => Promise<void>): Promise<void> => whileWished(on, path, { ...wish, request: { ...request, actor } }, act)
  const afterLook = (wait: () => Promise<void>): Disk => ({ ...disk, look: async (at) => {
    const facts = await disk.look(at)
    if (at === path) await wait()
    return facts
  } })
  const second = ask('second', afterLook(async () => {
    looked.resolve()
    await left.promise
  }), async () => assert.fail('both were asked'))
  await looked.promise
  await ask('first', disk, async () => {
    left.resolve()
    await rejectsWithFailure('TEMPORARY', /waits to be read/, second)
    assert.equal((await takeWish(disk, path, taking, wish.atMs))?.actor, 'first')
  })
})

test('the acquiring half reads it, and leaves it where it is', async () => {
  const { path, wish } = aPlace()
  await replaceWish(disk, path, wish)
  assert.deepEqual(await readWish(disk, path, taking), wish)
  assert.equal(existsSync(path), true)
})

test('the most that a run can know of this host can be read again', async () => {
  const { path, wish } = aPlace()
  const firstSeen = Object.fromEntries(Array.from({ length: knownSeenMax }, (_, index) => [`1.0.${index}-${'a'.repeat(versionCharactersMax - 6 - String(index).length)}`, Date.now()]))
  // What a daemon said last may be in any script.
  const skips = Array.from({ length: knownSkipsMax }, (_, index) => ({ version: `2.0.${index}`, sha256: 'a'.repeat(64), because: '\u6f22'.repeat(listedTextCharactersMax) }))
  await replaceWish(disk, path, { ...wish, known: short({ ...nothingKnown('ab'), firstSeen, skips }) })
  assert.equal((await readWish(disk, path, taking))?.known?.skips.length, knownSkipsMax)
})

test('f05 a run that starts late still knows that it was asked to go back; one that starts much too late refuses, and does not go on instead', async () => {
  const { path, wish } = aPlace()
  await replaceWish(disk, path, wish)
  assert.equal((await takeWish(disk, path, taking, wish.atMs + 15 * minute))?.way, 'back')
  for (const jump of [21 * minute, -21 * minute]) {
    await replaceWish(disk, path, wish)
    await rejectsWithFailure('TEMPORARY', /asked too long ago/, takeWish(disk, path, taking, wish.atMs + jump))
    assert.equal(existsSync(path), false)
  }
})

test('a wish that waits is not written over; one that a dead caller left is', async () => {
  const { path, wish } = aPlace()
  const [on, asked]: [Wish, string[]] = [{ ...wish, request: { ...request, way: 'on' } }, []]
  const ask = (): Promise<void> => whileWished(disk, path, on, async () => {
    asked.push((await takeWish(disk, path, taking, wish.atMs))?.way ?? 'nothing')
  })
  await replaceWish(disk, path, wish)
  await rejectsWithFailure('TEMPORARY', /waits to be read/, ask())
  utimesSync(path, new Date(wish.atMs - 2 * minute), new Date(wish.atMs - 2 * minute))
  await ask()
  assert.deepEqual(asked, ['on'])
})

test('every instance has a file of its own, for its run and for its acquiring half', () => {
  const names = ['jaco', 'jaco@v0.2.0', 'jaco@v0.2.0-acquire'].flatMap((one) => [wishFor('/r', one), acquireWishFor('/r', one)])
  assert.equal(new Set(names).size, 6)
})

test('f12 F49 a wish that others could have written is refused, and so is one for another instance', async () => {
  const { path, wish } = aPlace()
  await replaceWish(disk, path, wish)
  await rejectsWithFailure('DATA', /is a request for 'jaco@v0\.2\.0'/, takeWish(disk, path, { ...taking, instance: 'jaco@v0.3.0' }, wish.atMs))
  chmodSync(path, 0o666)
  await rejectsWithFailure('PERMISSION', /only root can write/, takeWish(disk, path, taking, wish.atMs))
  const link = join(root, 'link')
  symlinkSync(path, link)
  await rejectsWithFailure('PERMISSION', /only root can write/, readWish(disk, link, taking))
})

test('a user of the machine has wishes of his own, in a directory that is made for them', async () => {
  const path = join(root, 'run', 'requests', instance)
  const wish = { instance, atMs: Date.now(), request }
  await replaceWish(disk, path, wish)
  assert.equal(statSync(join(root, 'run', 'requests')).mode & 0o777, 0o750)
  chownSync(path, 4711, 4711)
  await rejectsWithFailure('PERMISSION', /only root can write/, readWish(disk, path, taking))
  await rejectsWithFailure('PERMISSION', /only you can write/, readWish(disk, path, { ...taking, owner: 4712 }))
  assert.deepEqual(await readWish(disk, path, { ...taking, owner: 4711 }), wish)
})

for (const [name, text] of [['no JSON', '{'], ['another shape', '{"instance":1}'], ['a wrong answer', JSON.stringify({ instance, atMs: 1, request: { ...request, force: true } })]] as const) {
  test(`a wish with ${name} is refused`, async () => {
    const { path } = aPlace()
    writeFileSync(path, text, { mode: 0o640 })
    await rejectsWithFailure('DATA', /is not a request/, takeWish(disk, path, taking, 1))
  })
}

test('what the acquiring half is told of this host comes with its wish; another shape is DATA', async () => {
  const { path, wish } = aPlace()
  const known = nothingKnown('ff')
  await replaceWish(disk, path, { ...wish, known })
  assert.deepEqual((await readWish(disk, path, taking))?.known, known)
  rmSync(path)
  writeFileSync(path, JSON.stringify({ ...wish, known: { ...known, skips: 'all' } }), { mode: 0o640 })
  await rejectsWithFailure('DATA', /is not a request/, readWish(disk, path, taking))
})

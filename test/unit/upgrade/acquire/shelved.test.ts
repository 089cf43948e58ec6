import assert from 'node:assert/strict'
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { acquire } from '../../../../src/upgrade/acquire/acquire.ts'
import { failure } from '../../../../src/errors.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import type { Offer, Trust } from '../../../../src/upgrade/ports.ts'
import { believedOnShelf } from '../../../../src/upgrade/acquire/shelved.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aRelease, publish } from '../../../support/a-release.ts'
import { aShelf, type ShelfBed } from '../../../support/a-shelf.ts'

const release = aRelease()
const never = new AbortController().signal

async function laid(t: TestContext): Promise<{ readonly bed: ShelfBed; readonly offer: Offer; readonly entry: string }> {
  const home = aDirectory(t)
  publish(release, join(home, 'in'))
  const bed = aShelf(t, { kind: 'directory', path: join(home, 'in'), artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }, home)
  await acquire({ version: null, channel: null }, bed.acquire, never)
  return { bed, offer: { version: release.version, artifact: release.artifact, origin: join(home, 'in', release.artifact) }, entry: join(bed.acquire.shelf, release.sha256) }
}

test('what still holds is believed, and said to come from the shelf', async (t) => {
  const { bed, offer } = await laid(t)
  bed.events.length = 0
  assert.equal((await believedOnShelf(offer, bed.acquire, never))?.sha256, release.sha256)
  assert.match(JSON.stringify(bed.events), /on the shelf already/)
})

test('another version, name or origin is another release', async (t) => {
  const { bed, offer, entry } = await laid(t)
  for (const other of [{ version: aRelease({ version: '1.2.4' }).version }, { artifact: aRelease({ app: 'x' }).artifact }, { origin: 'elsewhere' }]) assert.equal(await believedOnShelf({ ...offer, ...other }, bed.acquire, never), null)
  assert.ok(existsSync(entry))
})

test('what does not hold any more is removed, and said', async (t) => {
  const { bed, offer, entry } = await laid(t)
  appendFileSync(join(entry, 'artifact'), 'x')
  assert.equal(await believedOnShelf(offer, bed.acquire, never), null)
  assert.equal(existsSync(entry), false)
  assert.match(JSON.stringify(bed.events.at(-1)), /cannot be used any more.*not what its publisher signed/)
})

test('a bug in the trust is no reason to throw a release away', async (t) => {
  const { bed, offer, entry } = await laid(t)
  await assert.rejects(believedOnShelf(offer, { ...bed.acquire, trust: { verify: () => Promise.reject(new TypeError('bug')) } }, never), /bug/)
  assert.ok(existsSync(entry))
})

test('F36 an entry whose record names another digest than its bytes have is fetched anew, not handed on for ever', async (t) => {
  const { bed, offer, entry } = await laid(t)
  const lied = join(bed.acquire.shelf, '0'.repeat(64))
  renameSync(entry, lied)
  writeFileSync(join(lied, 'offer.json'), readFileSync(join(lied, 'offer.json'), 'utf8').replace(release.sha256, '0'.repeat(64)))
  assert.equal(await believedOnShelf(offer, bed.acquire, never), null)
  assert.equal(existsSync(lied), false)
})

test('what was looked up and has grown old is looked up again and kept, before a whole release is fetched again', async (t) => {
  const { bed, offer, entry } = await laid(t)
  const name = parseArtifactName('stamp')
  writeFileSync(join(entry, 'sidecar.stamp'), 'old')
  const trusting = (lookUp: () => Promise<Uint8Array>): Trust => ({
    async verify(evidence) {
      const stamp = Buffer.from(await evidence.lookedUp(name, 10, lookUp)).toString()
      if (stamp === 'old') throw failure('REFUSED', 'the stamp has expired')
      return bed.acquire.trust.verify(evidence)
    },
  })
  const fresh = (text: string) => trusting(async () => Buffer.from(text))
  assert.equal((await believedOnShelf(offer, { ...bed.acquire, trust: fresh('new') }, never))?.sha256, release.sha256)
  assert.equal(readFileSync(join(entry, 'sidecar.stamp'), 'utf8'), 'new')
  assert.ok(await believedOnShelf(offer, { ...bed.acquire, trust: trusting(() => Promise.reject(new TypeError('nobody asks again'))) }, never))
  for (const wrong of ['old', 'longer than it may be']) {
    const again = await laid(t)
    writeFileSync(join(again.entry, 'sidecar.stamp'), 'old')
    assert.equal(await believedOnShelf(again.offer, { ...again.bed.acquire, trust: fresh(wrong) }, never), null)
    assert.equal(existsSync(again.entry), false)
  }
})

import assert from 'node:assert/strict'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { files } from '../../../../src/host/files.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { beginRecord, dropPartial, partialOf, priorOf, type Partial } from '../../../../src/upgrade/acquire/partial.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { anOffer } from '../../../support/a-source.ts'

const tools = { disk, files }
const ten = Buffer.from('0123456789')

async function begun(t: TestContext, sizeBytes: number | null, content: Buffer | null): Promise<Partial> {
  const partial = partialOf(aDirectory(t), anOffer)
  await beginRecord(partial, { validator: '"v1"', sizeBytes }, disk)
  if (content !== null) writeFileSync(partial.path, content)
  return partial
}
const bytesOf = async (partial: Partial, max = 1000): Promise<number> => (await priorOf(partial, max, tools)).bytes

test('what is there is hashed again, and may be resumed by its validator', async (t) => {
  const prior = await priorOf(await begun(t, 20, ten), 1000, tools)
  assert.deepEqual([prior.bytes, prior.validator], [10, '"v1"'])
  assert.equal(prior.hash.update('more').digest('hex'), sha256Of(Buffer.concat([ten, Buffer.from('more')])))
})

test('of a complete file the last byte is fetched again', async (t) => {
  const prior = await priorOf(await begun(t, 10, ten), 1000, tools)
  assert.equal(prior.bytes, 9)
  assert.equal(prior.hash.digest('hex'), sha256Of(ten.subarray(0, 9)))
})

test('nothing is resumed: no file, an empty one, more than was promised, more than is allowed, one byte', async (t) => {
  assert.equal(await bytesOf(await begun(t, 20, null)), 0)
  assert.equal(await bytesOf(await begun(t, 20, Buffer.alloc(0))), 0)
  assert.equal(await bytesOf(await begun(t, 5, ten)), 0)
  assert.equal(await bytesOf(await begun(t, null, ten), 5), 0)
  assert.equal(await bytesOf(await begun(t, 1, Buffer.from('x'))), 0)
})

test('without a record, or with a damaged one, nothing is resumed', async (t) => {
  for (const record of [null, '', '{', '[]', 'null', '{"validator":5,"sizeBytes":1}', '{"validator":"x","sizeBytes":"1"}', `{"validator":"${'x'.repeat(20_000)}"}`]) {
    const partial = await begun(t, 20, ten)
    await disk.remove(partial.recordPath)
    if (record !== null) writeFileSync(partial.recordPath, record)
    assert.equal(await bytesOf(partial), 0, record ?? 'none')
  }
})

test('a download that cannot be resumed leaves no record that could lie about the next one', async (t) => {
  const partial = await begun(t, 20, ten)
  await beginRecord(partial, { validator: null, sizeBytes: 20 }, disk)
  assert.deepEqual([existsSync(partial.path), existsSync(partial.recordPath)], [false, false])
})

test('the name tells origin, version and artifact apart, and is never longer than a name may be', (t) => {
  const home = aDirectory(t)
  const long = parseArtifactName(`${'n'.repeat(240)}.tar.gz`)
  const paths = [anOffer, { ...anOffer, origin: 'other' }, { ...anOffer, artifact: long }, { ...anOffer, version: '1.2.4' as typeof anOffer.version }].map((offer) => partialOf(home, offer).path)
  assert.equal(new Set(paths).size, 4)
  for (const path of paths) assert.ok((path.split('/').at(-1) ?? '').length < 100)
})

test('a link in place of the beginning is not read', async (t) => {
  const partial = await begun(t, 20, null)
  symlinkSync('/etc/passwd', partial.path)
  await assert.rejects(priorOf(partial, 10_000, tools), { code: 'IO' })
  await dropPartial(partial, disk)
  assert.ok(existsSync('/etc/passwd'))
})

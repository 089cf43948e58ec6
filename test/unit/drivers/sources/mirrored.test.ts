import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mirrored } from '../../../../src/drivers/sources/mirrored.ts'
import { failure, type FailureCode } from '../../../../src/errors.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { listedAs, listingOf } from '../../../../src/release/listing.ts'
import { compareVersions, parseVersion } from '../../../../src/release/version.ts'
import type { Offer, Opened, Resume, Source, Wanted } from '../../../../src/upgrade/ports.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const start: Resume = { fromByte: 0, validator: null }
const version = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const archive = parseArtifactName('jaco-1.2.0.tar.gz')
const sums = parseArtifactName('SHA256SUMS')

/** A place by its name: what it offers, what it serves, and what stops it, which the test may change. */
interface Place extends Source { trouble: FailureCode | null; readonly asked: string[] }
function aPlace(name: string, versions: readonly string[], files: readonly string[] = ['jaco', 'SHA256SUMS']): Place {
  const asked: string[] = []
  const place: Place = {
    trouble: null, asked,
    async list() {
      asked.push('list')
      if (place.trouble !== null) throw failure(place.trouble, `${name} is ill`)
      return listingOf(versions.map((one) => listedAs(parseVersion(one))))
    },
    async find(wanted) {
      asked.push(`find ${wanted.version ?? 'newest'}`)
      if (place.trouble !== null) throw failure(place.trouble, `${name} is ill`)
      const found = wanted.version ?? versions.map(parseVersion).toSorted(compareVersions).at(-1) ?? null
      return found === null || !versions.includes(found) ? null : { version: found, artifact: parseArtifactName(`jaco-${found}.tar.gz`), origin: `${name}/${found}` }
    },
    async open(offer, wanted, resume): Promise<Opened | null> {
      asked.push(`open ${wanted}${resume.validator === null ? '' : ` from ${resume.fromByte} ${resume.validator}`}`)
      assert.ok(offer.origin.startsWith(`${name}/`), `${name} is asked with an offer of ${offer.origin}`)
      if (place.trouble !== null) throw failure(place.trouble, `${name} is ill`)
      if (!files.some((file) => wanted.startsWith(file))) return null
      return { fromByte: resume.fromByte, sizeBytes: 1, validator: '"v1"', bytes: (async function* () { yield Buffer.from(name) })(), close: async () => undefined }
    },
  }
  return place
}
async function from(opened: Opened | null): Promise<string> {
  for await (const chunk of opened?.bytes ?? []) return Buffer.from(chunk).toString()
  return 'nowhere'
}
interface Bed { readonly source: Source; readonly main: Place; readonly mirror: Place; readonly notes: string[] }
function aBed(main = aPlace('main', ['1.1.0', '1.2.0']), mirror = aPlace('mirror', ['1.1.0', '1.2.0'])): Bed {
  const notes: string[] = []
  return { main, mirror, notes, source: mirrored([main, mirror], (note) => notes.push(note)) }
}
const offered = async ({ source }: Bed, wanted = newest): Promise<Offer> => (await source.find(wanted, never)) ?? assert.fail('nothing was offered')

test('V20 while the source answers, no mirror is asked', async () => {
  const bed = aBed()
  const offer = await offered(bed)
  assert.deepEqual([offer.origin, offer.remarks, await from(await bed.source.open(offer, archive, start, never))], ['main/1.2.0', undefined, 'main'])
  assert.deepEqual([bed.mirror.asked, bed.notes], [[], []])
})

test('V20 while the source answers, it decides which release is the newest, whatever a mirror has', async () => {
  assert.equal((await offered(aBed(aPlace('main', ['1.1.0']), aPlace('mirror', ['9.0.0'])))).version, '1.1.0')
  assert.equal((await offered(aBed(aPlace('main', ['1.2.0']), aPlace('mirror', ['1.1.0'])))).version, '1.2.0')
  const bed = aBed(aPlace('main', []), aPlace('mirror', ['1.1.0']))
  assert.equal(await bed.source.find(newest, never), null)
  assert.deepEqual(bed.mirror.asked, [])
})

for (const code of ['UNAVAILABLE', 'IO', 'PROTOCOL', 'TEMPORARY'] as const) {
  test(`V20 a source that fails with ${code}: the mirror is used, and people are told`, async () => {
    const bed = aBed()
    bed.main.trouble = code
    const offer = await offered(bed)
    assert.deepEqual(offer.remarks, ['the source could not be reached: main is ill; mirror 1 was asked'])
    assert.equal(await from(await bed.source.open(offer, archive, start, never)), 'mirror')
    assert.deepEqual(bed.main.asked, ['find newest'])
  })
}

for (const code of ['REFUSED', 'CONFIG', 'DATA', 'PERMISSION'] as const) {
  test(`a source that fails with ${code} is no reason to ask elsewhere`, async () => {
    const bed = aBed()
    bed.main.trouble = code
    await rejectsWithFailure(code, /main is ill/, bed.source.find(newest, never))
    assert.deepEqual(bed.mirror.asked, [])
  })
}

for (const code of ['REFUSED', 'DATA'] as const) {
  test(`failures.md 1.2 a mirror that answers with ${code} hides no mirror behind it, nor that the source may soon be back`, async () => {
    const [main, hostile, honest] = [aPlace('main', ['1.2.0'], []), aPlace('hostile', ['1.2.0']), aPlace('honest', ['1.2.0'])]
    const source = mirrored([main, hostile, honest], () => undefined)
    const offer = await source.find(newest, never) ?? assert.fail('nothing was offered')
    hostile.trouble = code
    assert.equal(await from(await source.open(offer, archive, start, never)), 'honest')
    main.trouble = 'UNAVAILABLE'
    assert.deepEqual((await source.find(newest, never))?.remarks, ['the source could not be reached: main is ill; mirror 1 was asked', 'mirror 1 is of no use: hostile is ill; mirror 2 was asked'])
    honest.trouble = 'IO'
    await rejectsWithFailure('UNAVAILABLE', /main is ill/, source.find(newest, never))
  })
}

test('a version by its name is looked for at the next place', async () => {
  const bed = aBed(aPlace('main', ['1.2.0']), aPlace('mirror', ['1.1.0']))
  const offer = await offered(bed, version('1.1.0'))
  assert.deepEqual([offer.origin, offer.remarks], ['mirror/1.1.0', ['the source does not offer 1.1.0; mirror 1 was asked']])
  assert.equal(await bed.source.find(version('3.0.0'), never), null)
})

test('nobody can be reached: the first reason is the one that is told; "none" counts only from who answered', async () => {
  const bed = aBed()
  bed.main.trouble = 'UNAVAILABLE'
  bed.mirror.trouble = 'IO'
  await rejectsWithFailure('UNAVAILABLE', /main is ill/, bed.source.find(newest, never))
  bed.mirror.trouble = null
  await rejectsWithFailure('UNAVAILABLE', /main is ill/, bed.source.find(version('3.0.0'), never))
})

test('a file that is missing, or cannot be had, comes from the next place, with an offer of its own', async () => {
  const bed = aBed(aPlace('main', ['1.2.0'], ['jaco']))
  const offer = await offered(bed)
  assert.equal(await from(await bed.source.open(offer, sums, start, never)), 'mirror')
  bed.main.trouble = 'UNAVAILABLE'
  for (let times = 0; times < 2; times++) assert.equal(await from(await bed.source.open(offer, archive, start, never)), 'mirror')
  assert.deepEqual(bed.mirror.asked, ['find 1.2.0', 'open SHA256SUMS', `open ${archive}`, `open ${archive}`])
  assert.deepEqual(bed.notes, ['SHA256SUMS comes from mirror 1: the source does not have it', `${archive} comes from mirror 1: main is ill`])
})

test('a file that nobody has is null; one that nobody can be asked for is the trouble of the first', async () => {
  const bed = aBed(aPlace('main', ['1.2.0'], ['jaco']), aPlace('mirror', ['1.2.0'], []))
  const offer = await offered(bed)
  assert.equal(await bed.source.open(offer, sums, start, never), null)
  bed.main.trouble = 'UNAVAILABLE'
  await rejectsWithFailure('UNAVAILABLE', /main is ill/, bed.source.open(offer, archive, start, never))
})

test('a mirror without that release, or with another archive of it, is passed over', async () => {
  const bed = aBed(aPlace('main', ['1.2.0'], []), aPlace('mirror', ['1.1.0']))
  assert.equal(await bed.source.open(await offered(bed), archive, start, never), null)
  const renamed = aPlace('mirror', ['1.2.0'])
  const other = aBed(aPlace('main', ['1.2.0'], []), { ...renamed, find: async (wanted, signal) => ({ ...(await renamed.find(wanted, signal) ?? assert.fail()), artifact: sums }) })
  assert.equal(await other.source.open(await offered(other), archive, start, never), null)
})

test('F16 what one place began no other goes on with, though their validators are alike', async () => {
  const bed = aBed()
  const offer = await offered(bed)
  const begun = await bed.source.open(offer, archive, start, never)
  assert.equal(begun?.validator, '"v1"')
  bed.main.trouble = 'IO'
  const elsewhere = await bed.source.open(offer, archive, { fromByte: 5, validator: '"v1"' }, never)
  assert.equal(elsewhere?.fromByte, 0)
  const on = await bed.source.open(offer, archive, { fromByte: 7, validator: elsewhere.validator }, never)
  assert.equal(on?.fromByte, 7)
  assert.deepEqual(bed.mirror.asked.slice(1), [`open ${archive}`, `open ${archive} from 7 "v1"`])
  bed.main.trouble = null
  assert.equal((await bed.source.open(offer, archive, { fromByte: 7, validator: elsewhere.validator }, never))?.fromByte, 0)
})

test('a deadline asks nobody else', async () => {
  const bed = aBed()
  bed.main.trouble = 'IO'
  await rejectsWithFailure('IO', /main is ill/, bed.source.find(newest, AbortSignal.abort()))
  assert.deepEqual(bed.mirror.asked, [])
})

test('a source without mirrors is itself', () => {
  const main = aPlace('main', [])
  assert.equal(mirrored([main], () => undefined), main)
})

const listed = async ({ source }: Bed): Promise<readonly string[] | null> => (await source.list?.(never))?.releases.map((one) => one.version) ?? null

test('V20 what there is says the first that answers, and it is asked first for what it listed', async () => {
  const bed = aBed(aPlace('main', ['1.1.0']), aPlace('mirror', ['9.0.0']))
  assert.deepEqual([await listed(bed), bed.mirror.asked], [['1.1.0'], []])
  bed.main.trouble = 'UNAVAILABLE'
  assert.deepEqual(await listed(bed), ['9.0.0'])
  assert.deepEqual(bed.notes, ['the source could not be reached: main is ill; mirror 1 was asked'])
  const before = bed.main.asked.length
  assert.equal((await offered(bed, version('9.0.0'))).origin, 'mirror/9.0.0')
  assert.equal(bed.main.asked.length, before, 'what was out of reach a moment ago is not waited for again')
})

test('V20 what the listing mirror lacks is looked for at the others', async () => {
  const bed = aBed(aPlace('main', ['1.1.0']), aPlace('mirror', ['1.2.0']))
  bed.main.trouble = 'TEMPORARY'
  await listed(bed)
  bed.main.trouble = null
  const offer = await offered(bed, version('1.1.0'))
  assert.deepEqual([offer.origin, offer.remarks], ['main/1.1.0', ['mirror 1 does not offer 1.1.0; the source was asked']])
})

test('V20 nobody answers: the trouble of the source is told; wrong settings hide behind no mirror', async () => {
  const bed = aBed()
  bed.main.trouble = 'UNAVAILABLE'
  bed.mirror.trouble = 'IO'
  await rejectsWithFailure('UNAVAILABLE', /main is ill/, listed(bed))
  assert.deepEqual(bed.notes, [])
  bed.main.trouble = 'CONFIG'
  await rejectsWithFailure('CONFIG', /main is ill/, listed(bed))
})

test('a source that cannot list says so, and a mirror that cannot does not answer for it', async () => {
  const place = aPlace('main', ['1.1.0'])
  const plain: Source = { find: (...all) => place.find(...all), open: (...all) => place.open(...all) }
  assert.equal(await mirrored([plain, aPlace('mirror', ['9.0.0'])], () => {}).list?.(never), null)
  const main = aPlace('main', ['1.1.0'])
  main.trouble = 'UNAVAILABLE'
  await rejectsWithFailure('UNAVAILABLE', /main is ill/, mirrored([main, plain], () => {}).list?.(never) ?? assert.fail())
})

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { parseArtifactName } from '../../src/release/artifact.ts'
import { parseVersion, readVersion } from '../../src/release/version.ts'
import type { Offer, Opened, Resume, Source } from '../../src/upgrade/ports.ts'
import { aRelease, type SignedRelease } from '../support/a-release.ts'

/** A source of this kind that offers exactly these releases. `replace` publishes other bytes under a name that exists. */
export interface Offering { readonly source: Source; replace(name: string, bytes: Buffer): void }
export type OffersReleases = (t: TestContext, releases: readonly SignedRelease[]) => Promise<Offering>

const never = new AbortController().signal
const start: Resume = { fromByte: 0, validator: null }
const release = aRelease({ version: '1.2.3' })
const wanted = { version: parseVersion('1.2.3'), channel: null }

async function bytesOf(opened: Opened | null): Promise<Buffer> {
  assert.ok(opened)
  const chunks: Uint8Array[] = []
  for await (const chunk of opened.bytes) chunks.push(chunk)
  await opened.close()
  return Buffer.concat(chunks)
}

/** What every source must do, whatever it is; `fixed`: it has one address, or a place that does not list. */
export function sourceContract(kind: string, offering: OffersReleases, has: 'list' | 'fixed' = 'list'): void {
  const found: Found = async (t) => {
    const made = await offering(t, [release, aRelease({ version: '1.3.0' })])
    const offer = await made.source.find(wanted, never)
    assert.ok(offer)
    return { ...made, offer }
  }
  finds(kind, found)
  if (has === 'list') lists(kind, found)
  else listsNothing(kind, found)
  resumes(kind, found)
}

type Found = (t: TestContext) => Promise<Offering & { readonly offer: Offer }>

function finds(kind: string, found: Found): void {
  test(`${kind}: finds the version that is wanted, twice the same`, async (t) => {
    const { source, offer } = await found(t)
    assert.deepEqual([offer.version, offer.artifact], ['1.2.3', release.artifact])
    assert.deepEqual(await source.find(wanted, never), offer)
  })

  test(`${kind}: P3 a version that does not exist is null`, async (t) => {
    const { source } = await found(t)
    assert.equal(await source.find({ version: parseVersion('9.9.9'), channel: null }, never), null)
  })

  test(`${kind}: opens artifact and sidecars whole, as often as asked`, async (t) => {
    const { source, offer } = await found(t)
    for (let times = 0; times < 2; times++)
      for (const name of release.served.keys()) assert.deepEqual(await bytesOf(await source.open(offer, parseArtifactName(name), start, never)), release.served.get(name))
    const opened = await source.open(offer, offer.artifact, start, never)
    assert.deepEqual([opened?.fromByte, opened?.sizeBytes], [0, release.bytes.length])
    await opened?.close()
    await opened?.close()
  })

  test(`${kind}: V9 a file that does not exist is null`, async (t) => {
    const { source, offer } = await found(t)
    assert.equal(await source.open(offer, parseArtifactName('SHA512SUMS'), start, never), null)
  })

  test(`${kind}: its origin shows no secret`, async (t) => {
    const { offer } = await found(t)
    assert.doesNotMatch(offer.origin, /[?#@]/)
  })
}

function lists(kind: string, found: Found): void {
  test(`${kind}: lists what there is, of every channel, newest first, twice the same`, async (t) => {
    const { source } = await found(t)
    const listing = await source.list?.(never)
    assert.deepEqual(listing?.releases.map(({ version, mark, yanked, stopOver, unusable }) => ({ version, mark, yanked, stopOver, unusable })), ['1.3.0', '1.2.3'].map((version) => ({ version, mark: 'none', yanked: null, stopOver: 'no', unusable: null })))
    for (const one of listing?.releases ?? []) assert.equal(readVersion(one.tag), one.version)
    assert.deepEqual(await source.list?.(never), listing)
  })

  test(`${kind}: what is found after a look at the list is what is found without`, async (t) => {
    const { source, offer } = await found(t)
    await source.list?.(never)
    assert.deepEqual(await source.find(wanted, never), offer)
    assert.equal(await source.find({ version: parseVersion('9.9.9'), channel: null }, never), null)
    assert.deepEqual(await bytesOf(await source.open(offer, offer.artifact, start, never)), release.bytes)
  })
}

function listsNothing(kind: string, found: Found): void {
  test(`${kind}: says plainly that it cannot list`, async (t) => {
    const { source } = await found(t)
    assert.equal(await source.list?.(never) ?? null, null)
  })
}

function resumes(kind: string, found: Found): void {
  test(`${kind}: F12 goes on where it was cut, by its own validator`, async (t) => {
    const { source, offer } = await found(t)
    const opened = await source.open(offer, offer.artifact, start, never)
    await opened?.close()
    assert.notEqual(opened?.validator, null)
    const rest = await source.open(offer, offer.artifact, { fromByte: 10, validator: opened?.validator ?? null }, never)
    assert.deepEqual([rest?.fromByte, rest?.sizeBytes], [10, release.bytes.length])
    assert.deepEqual(await bytesOf(rest), release.bytes.subarray(10))
  })

  test(`${kind}: F16 starts again without a validator, with another one, and for changed content`, async (t) => {
    const made = await found(t)
    const { source, offer } = made
    const first = await source.open(offer, offer.artifact, start, never)
    await first?.close()
    for (const validator of [null, '"other"']) assert.deepEqual(await bytesOf(await source.open(offer, offer.artifact, { fromByte: 10, validator }, never)), release.bytes)
    const other = Buffer.concat([release.bytes, Buffer.from('changed')])
    made.replace(release.artifact, other)
    const again = await source.open(offer, offer.artifact, { fromByte: 10, validator: first?.validator ?? null }, never)
    assert.equal(again?.fromByte, 0)
    assert.deepEqual(await bytesOf(again), other)
  })
}

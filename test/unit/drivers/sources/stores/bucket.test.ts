import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bucket, bucketPlace, type Looked, lookedAt, type Page } from '../../../../../src/drivers/sources/stores/bucket.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

const never = new AbortController().signal
const page = (keys: readonly string[], prefixes: readonly string[] = [], next: string | null = null): Page => ({ kind: 'page', keys, prefixes, next })

/** Answers by the marker, and remembers what was asked and which resume reached it. */
function aBucket(pages: Readonly<Record<string, Page>>, looked: Looked | null = null): Bucket & { readonly asked: unknown[] } {
  const asked: unknown[] = []
  return {
    asked,
    page: async (prefix, next) => { asked.push([prefix, next]); return pages[next ?? ''] ?? page([]) },
    look: async () => looked,
    get: async (key, resume) => { asked.push([key, resume]); return { fromByte: resume?.fromByte ?? 0, sizeBytes: 9, validator: '"a"', bytes: (async function* () {})(), close: async () => undefined } },
    shown: (key) => `mem/${key}`,
  }
}

test('all pages are one answer; the prefix goes, and directories lose their slash', async () => {
  const bucket = aBucket({ '': page(['p/a', 'p/b'], ['p/d/'], 'two'), two: page(['p/c'], ['p/e/']) })
  assert.deepEqual(await bucketPlace(bucket, 'p/').list('', 'x', never), { kind: 'names', files: ['a', 'b', 'c'], directories: ['d', 'e'] })
  assert.deepEqual(bucket.asked, [['p/x', null], ['p/x', 'two']])
})

test('a store that answers with other keys, or deeper ones, names nothing with them', async () => {
  const bucket = aBucket({ '': page(['p/', 'q/a', 'a', 'p/d/deep', '../p/a', 'p/good'], ['q/', 'p/d/e/']) })
  assert.deepEqual(await bucketPlace(bucket, 'p/').list('', '', never), { kind: 'names', files: ['good'], directories: [] })
})

test('a store that leads in a circle ends at the limit', async () => {
  const bucket = aBucket({ '': page([], [], 'again'), again: page([], [], 'again') })
  await rejectsWithFailure('DATA', /mem\/p\/ holds more than 50 pages/, bucketPlace(bucket, 'p/').list('', '', never))
  assert.equal(bucket.asked.length, 50)
})

test('F14 a page with more names than any store gives is DATA, and no bug of ours', async () => {
  const many = page(Array.from({ length: 300_000 }, (_, index) => `p/${index}`))
  await rejectsWithFailure('DATA', /mem\/p\/ holds more than 250000 names/, bucketPlace(aBucket({ '': many }), 'p/').list('', '', never))
  const some = page(Array.from({ length: 200_000 }, (_, index) => `p/${index}`))
  const listed = await bucketPlace(aBucket({ '': some }), 'p/').list('', '', never)
  assert.equal(listed.kind === 'names' ? listed.files.length : 0, 200_000)
})

test('F16 goes on only in the same object, and only where there is more of it', async () => {
  const resumed = async (looked: Looked | null, fromByte: number, validator: string | null): Promise<unknown> => {
    const bucket = aBucket({}, looked)
    const opened = await bucketPlace(bucket, 'p/').open('k', { fromByte, validator }, never)
    return opened === null ? null : bucket.asked[0]
  }
  const same = { sizeBytes: 9, validator: '"a"' }
  assert.deepEqual(await resumed(same, 5, '"a"'), ['p/k', { fromByte: 5, validator: '"a"' }])
  for (const [looked, fromByte, validator] of [[same, 5, '"b"'], [same, 5, null], [same, 0, '"a"'], [same, 9, '"a"'], [{ sizeBytes: 9, validator: null }, 5, '"a"']] as const) assert.deepEqual(await resumed(looked, fromByte, validator), ['p/k', null])
  assert.equal(await resumed(null, 5, '"a"'), null)
})

test('a validator is a strong one or none', () => {
  const looked = (etag: string): Looked => lookedAt({ status: 200, headers: { etag, 'content-length': '7' }, bytes: Buffer.alloc(0) })
  assert.deepEqual(looked('"a"'), { validator: '"a"', sizeBytes: 7 })
  for (const etag of ['W/"a"', 'a', '"a', '']) assert.equal(looked(etag).validator, null)
  assert.equal(lookedAt({ status: 200, headers: { 'content-length': '1e9' }, bytes: Buffer.alloc(0) }).sizeBytes, null)
})

import assert from 'node:assert/strict'
import { symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { bodyOf, localFile } from '../../../src/publish/local-file.ts'
import { aWorkplace, bytesOf, publishTools } from '../../support/a-publisher.ts'
import { sha256Of } from '../../support/a-release.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const { files } = publishTools()

test('a file is its name, size and digest, and can be read again and again', async (t) => {
  const work = aWorkplace(t)
  const content = Buffer.alloc(3_000_000, 'acme')
  const file = await localFile(files, work.write('dist/acme', content))
  assert.deepEqual([file.name, file.path, file.sizeBytes, file.sha256], ['acme', work.path('dist/acme'), content.length, sha256Of(content)])
  for (let times = 0; times < 2; times++) assert.equal(sha256Of(await bytesOf(file)), file.sha256)
})

test('a file that changes while it is being published is not published', async (t) => {
  const work = aWorkplace(t)
  const file = await localFile(files, work.write('acme', 'one'))
  writeFileSync(file.path, 'two')
  await rejectsWithFailure('IO', /has changed while it was being published/, bytesOf(file))
})

test('a file that grows gives no byte more than was promised of it', async (t) => {
  const work = aWorkplace(t)
  const file = await localFile(files, work.write('acme', Buffer.alloc(1000)))
  writeFileSync(file.path, Buffer.alloc(3_000_000))
  let sentBytes = 0
  await rejectsWithFailure('IO', /has changed while it was being published/, (async () => { for await (const chunk of file.bytes()) sentBytes += chunk.length })())
  assert.ok(sentBytes <= 1000, String(sentBytes))
})

test('no file, a directory and a link are no artifacts', async (t) => {
  const work = aWorkplace(t)
  symlinkSync(work.write('acme', 'x'), work.path('link'))
  await rejectsWithFailure('USAGE', /there is no file/, localFile(files, work.path('none')))
  await rejectsWithFailure('IO', /not a regular file/, localFile(files, work.folder))
  await rejectsWithFailure('IO', /symbolic link/, localFile(files, work.path('link')))
})

test('bytes in memory are a body, too', async () => {
  const body = bodyOf(Buffer.from('abc'))
  assert.deepEqual([body.sizeBytes, body.sha256, (await bytesOf(body)).toString()], [3, sha256Of(Buffer.from('abc')), 'abc'])
})

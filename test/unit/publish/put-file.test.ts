import assert from 'node:assert/strict'
import { statSync, symlinkSync } from 'node:fs'
import { test } from 'node:test'
import type { Disk } from '../../../src/host/types.ts'
import { bodyOf } from '../../../src/publish/local-file.ts'
import { ensureDirectory, putFile } from '../../../src/publish/put-file.ts'
import { aWorkplace, publishTools } from '../../support/a-publisher.ts'

const tools = publishTools()

test('a file is there whole or not at all, readable for everybody, and durable', async (t) => {
  const work = aWorkplace(t)
  const effects: string[] = []
  const watched = new Proxy(tools.disk, { get: (disk, name: keyof Disk) => (path: string, ...rest: never[]) => {
    effects.push(`${name} ${path.slice(work.folder.length)}`)
    return (disk[name] as (path: string, ...rest: never[]) => unknown)(path, ...rest)
  } })
  const before = process.umask(0o077)
  t.after(() => process.umask(before))
  await putFile({ ...tools, disk: watched }, work.path('list'), bodyOf(Buffer.from('one')))
  assert.deepEqual([work.read('list'), statSync(work.path('list')).mode & 0o777, work.list()], ['one', 0o644, ['list']])
  assert.deepEqual(effects, ['remove /list.partial', 'syncFile /list.partial', 'rename /list.partial', 'syncDirectory '])
})

test('a failure leaves what was there, and nothing half', async (t) => {
  const work = aWorkplace(t)
  work.write('list', 'before')
  const broken = async function* (): AsyncIterable<Uint8Array> { yield Buffer.from('half'); await Promise.resolve(); throw new Error('the build went on') }
  await assert.rejects(putFile(tools, work.path('list'), { bytes: broken }), /the build went on/)
  assert.deepEqual([work.read('list'), work.list()], ['before', ['list']])
})

test('what a crash left is written over, and a link planted there is not followed', async (t) => {
  const work = aWorkplace(t)
  symlinkSync(work.write('precious', 'precious'), work.path('list.partial'))
  await putFile(tools, work.path('list'), bodyOf(Buffer.from('one')))
  assert.deepEqual([work.read('list'), work.read('precious')], ['one', 'precious'])
})

test('directories are made for everybody to enter, as often as asked', async (t) => {
  const work = aWorkplace(t)
  for (let times = 0; times < 2; times++) await ensureDirectory(tools.disk, work.path('a/b/c'))
  for (const name of ['a', 'a/b', 'a/b/c']) assert.equal(statSync(work.path(name)).mode & 0o777, 0o755)
})

import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { test } from 'node:test'
import { realDirectory } from '../../../src/publish/real-directory.ts'
import { aWorkplace, publishTools } from '../../support/a-publisher.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const { disk } = publishTools()

test('links lead to their directory, relative and absolute; what is none is itself', async (t) => {
  const work = aWorkplace(t)
  work.write('repo/x', '')
  symlinkSync('repo', work.path('one'))
  symlinkSync(work.path('one'), work.path('two'))
  for (const name of ['repo', 'one', 'two']) assert.equal(await realDirectory(disk, work.path(name)), work.path('repo'))
  assert.equal(await realDirectory(disk, work.path('none')), work.path('none'))
})

test('a circle of links ends', async (t) => {
  const work = aWorkplace(t)
  symlinkSync('b', work.path('a'))
  symlinkSync('a', work.path('b'))
  await rejectsWithFailure('USAGE', /a link that leads nowhere/, realDirectory(disk, work.path('a')))
})

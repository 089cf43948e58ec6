import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { compress } from '../../../src/publish/compress.ts'
import { aWorkplace, publishTools } from '../../support/a-publisher.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const tools = publishTools()
const never = new AbortController().signal

test('bzip2 makes a file that bunzip2 reads, whatever the name begins with, and leaves the other', async (t) => {
  const work = aWorkplace(t)
  const path = work.write('-k; touch x', 'testing\n')
  await compress(tools, path, never)
  assert.deepEqual(work.list(), ['-k; touch x', '-k; touch x.bz2'])
  assert.equal(execFileSync('bzip2', ['-dc', `${path}.bz2`], { encoding: 'utf8' }), 'testing\n')
})

test('no bzip2 on the machine is told before anything is run', async () => {
  const without = publishTools({ disk: { ...tools.disk, look: () => Promise.resolve(null) }, commands: { run: () => Promise.reject(new Error('nothing was to be run')) } })
  await rejectsWithFailure('UNAVAILABLE', /there is no bzip2 on this machine/, compress(without, '/tmp/x', never))
})

test('what bzip2 says when it fails is told', async (t) => {
  await rejectsWithFailure('IO', /could not compress 'none'/, compress(tools, aWorkplace(t).path('none'), never))
  await compress(tools, '/nonexistent', never).catch((thrown: Error) => assert.match(String(thrown.cause), /No such file/))
})

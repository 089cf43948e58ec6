import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repositoryAt, targetAddress } from '../../../../src/formats/tuf/repository.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const base = 'https://tuf.example.org/targets/'

test('target path with encoded separators: each part stays a part, and dots lead nowhere', () => {
  assert.equal(targetAddress(base, 'linux/app v1.tar.gz', 'abc'), 'https://tuf.example.org/targets/linux/abc.app%20v1.tar.gz')
  assert.equal(targetAddress(base, 'a%2f..%2f..%2fetc', null), 'https://tuf.example.org/targets/a%252f..%252f..%252fetc')
  assert.equal(targetAddress(base, '%2e%2e/a', null), 'https://tuf.example.org/targets/%252e%252e/a')
  assert.equal(targetAddress(base, 'a\\..\\b?c#d', null), 'https://tuf.example.org/targets/a%5C..%5Cb%3Fc%23d')
  for (const path of ['../a', 'a/../b', '/a', 'a//b', 'a/', '.', '', 'a/\ud800']) assert.equal(targetAddress(base, path, null), null, path)
})

test('what is not there is null; every other answer is UNAVAILABLE, and 403 says nothing of a timestamp', async () => {
  const at = (status: number) => repositoryAt(base, async () => ({ status, bytes: Buffer.from('x') }), 'there')
  const file = { role: 'timestamp', version: null, sizeBytesMax: 10 }
  assert.equal((await at(200)(file))?.length, 1)
  for (const status of [404, 410]) assert.equal(await at(status)(file), null)
  assert.equal(await at(403)({ ...file, role: 'root', version: 2 }), null)
  for (const status of [403, 401, 500, 304]) await rejectsWithFailure('UNAVAILABLE', new RegExp(`there answered with status ${status} when asked for timestamp.json`), at(status)(file))
})

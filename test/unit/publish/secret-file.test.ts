import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { test } from 'node:test'
import { readSecretFile, withoutLineEnd } from '../../../src/publish/secret-file.ts'
import { aWorkplace, publishTools } from '../../support/a-publisher.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const { files } = publishTools()

test('a secret that its owner alone may read is read', async (t) => {
  const work = aWorkplace(t)
  for (const mode of [0o600, 0o400]) assert.equal((await readSecretFile(files, work.write(`key-${mode}`, 'secret', mode), 'key')).toString(), 'secret')
})

test('a secret that others may read is refused, with the remedy', async (t) => {
  const work = aWorkplace(t)
  for (const mode of [0o640, 0o604, 0o620, 0o666]) {
    const path = work.write(`key-${mode}`, 'secret', 0o600)
    chmodSync(path, mode)
    await rejectsWithFailure('PERMISSION', /others may read the token file/, readSecretFile(files, path, 'token file'))
  }
  await rejectsWithFailure('USAGE', /there is no key '/, readSecretFile(files, work.path('none'), 'key'))
})

test('a line end is no part of a password, and a space is', () => {
  for (const text of ['pw', 'pw\n', 'pw\r\n']) assert.equal(withoutLineEnd(Buffer.from(text)).toString(), 'pw')
  assert.equal(withoutLineEnd(Buffer.from(' pw \n\n')).toString(), ' pw \n')
  assert.equal(withoutLineEnd(Buffer.from('')).toString(), '')
})

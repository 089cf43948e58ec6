import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trustedKeys } from '../../../../../src/drivers/trust/minisign/minisign-keys.ts'
import { aMinisignSigner } from '../../../../support/a-minisign-signer.ts'
import { aConfigDisk, type Entry } from '../../../../support/config-disk.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { trustTools } from '../../../../support/trust-tools.ts'

const [one, two] = [aMinisignSigner(1), aMinisignSigner(2)]
const read = async (entry: Entry, uid = 0): Promise<readonly string[]> =>
  (await trustedKeys({ keys: [one.keyLine], key_files: ['/etc/jaco.pub'], retired: [] }, trustTools({ disk: aConfigDisk({ '/etc/jaco.pub': entry }), uid }))).map((key) => key.keyId)

test('keys of the settings, then of the files', async () => {
  const ids = [one, two].map(({ keyId }) => Buffer.from(keyId).reverse().toString('hex').toUpperCase())
  assert.deepEqual(await read(two.publicKeyFile), ids)
  assert.deepEqual(await read({ content: two.publicKeyFile, uid: 1000 }, 1000), ids)
})

const wrong: readonly (readonly [string, Entry, RegExp])[] = [
  ['writable by its group', { content: two.publicKeyFile, mode: 0o664 }, /can be written by others/],
  ['somebody else’s', { content: two.publicKeyFile, uid: 1000 }, /belongs to uid 1000/],
  ['a link', { link: '/tmp/x' }, /not a regular file/],
  ['E48 a secret key', 'untrusted comment: minisign encrypted secret key\nRWRTY0Iy\n', /secret key/],
  ['empty', '', /no key in it/],
]
for (const [name, entry, message] of wrong) test(`a key file that is ${name} is CONFIG, never a key less`, () => rejectsWithFailure('CONFIG', message, read(entry)))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePublicKey, parseSignature, verifyMinisign } from '../../../src/formats/minisign/minisign.ts'
import { signerOf } from '../../../src/publish/signer.ts'
import { aSecretKeyFile, cheap } from '../../support/a-minisign-secret-key.ts'
import { aWorkplace, publishTools } from '../../support/a-publisher.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const { files } = publishTools()
const nobody = (): Promise<never> => Promise.reject(new Error('nobody was to be asked'))
const [plain, locked] = [aSecretKeyFile(), aSecretKeyFile(cheap)]

test('a key without a password asks nobody', async (t) => {
  const path = aWorkplace(t).write('minisign.key', plain.file(), 0o600)
  const sign = await signerOf({ path, passwordFile: null, ask: nobody }, files)
  const statement = verifyMinisign([parsePublicKey(plain.publicKeyFile)], parseSignature(sign(Buffer.from('list'), 'words')), { bytes: Buffer.from('list') }, { legacy: 'refused' })
  assert.equal(statement.trustedComment.text, 'words')
})

test('a password comes from a person or from a file, and both sign alike', async (t) => {
  const work = aWorkplace(t)
  const path = work.write('minisign.key', locked.file(), 0o600)
  const questions: string[] = []
  const asked = await signerOf({ path, passwordFile: null, ask: async (question) => { questions.push(question); return await Promise.resolve(Buffer.from(cheap.password)) } }, files)
  const read = await signerOf({ path, passwordFile: work.write('password', `${cheap.password}\n`, 0o600), ask: nobody }, files)
  assert.deepEqual(questions, [`Password of '${path}': `])
  assert.deepEqual(asked(Buffer.from('list'), 'words'), read(Buffer.from('list'), 'words'))
})

test('what cannot sign says which file, and why', async (t) => {
  const work = aWorkplace(t)
  const key = work.write('minisign.key', locked.file(), 0o600)
  await rejectsWithFailure('CONFIG', /^nothing can be signed with '.*minisign\.key'$/, signerOf({ path: key, passwordFile: work.write('wrong', 'x', 0o600), ask: nobody }, files))
  await rejectsWithFailure('CONFIG', /minisign\.pub/, signerOf({ path: work.write('minisign.pub', plain.publicKeyFile, 0o600), passwordFile: null, ask: nobody }, files))
  await rejectsWithFailure('USAGE', /more than 1024 bytes/, signerOf({ path: key, passwordFile: work.write('long', 'x'.repeat(1025), 0o600), ask: nobody }, files))
  await rejectsWithFailure('PERMISSION', /others may read the password file/, signerOf({ path: key, passwordFile: work.write('open', 'x'), ask: nobody }, files))
  await rejectsWithFailure('PERMISSION', /others may read the secret key/, signerOf({ path: work.write('open.key', locked.file()), passwordFile: null, ask: nobody }, files))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCertificates } from '../../../src/config/certificates.ts'
import { anAuthority } from '../../support/certificates.ts'
import { aConfigDisk, type Entry } from '../../support/config-disk.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const path = '/etc/ssl/own-ca.pem'
const read = (entry: Entry, owner = 0): Promise<string> => readCertificates(aConfigDisk({ [path]: entry }), path, owner)

test('one or several authorities, and the words around them are left out', async (t) => {
  const [one, other] = [anAuthority(t).pem.trim(), anAuthority(t).pem.trim()]
  assert.equal(await read(`Our own\n${one}\nand the old\n${other}\n`), `${one}\n${other}`)
})

test('what somebody else could have written is CONFIG', async () => {
  await rejectsWithFailure('CONFIG', /^network\.certificates: '\/etc\/ssl\/own-ca\.pem' can be written by others$/, read({ mode: 0o664 }))
  await rejectsWithFailure('CONFIG', /belongs to user 1000/, read({ uid: 1000 }))
  await rejectsWithFailure('CONFIG', /is not a regular file/, read({ link: '/home/eve/ca.pem' }))
  await rejectsWithFailure('CONFIG', /does not exist/, readCertificates(aConfigDisk({}), path, 0))
})

test('what is no certificate is CONFIG', async (t) => {
  for (const text of ['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', anAuthority(t).pem.replace('-----END', '-----BEGIN')])
    await rejectsWithFailure('CONFIG', /holds no certificate in PEM/, read(text))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { account, lockServer } from '../../../../src/drivers/coordination/post.ts'
import { knownSecrets, sourceTools } from '../../../support/source-tools.ts'

const server = v.strictObject(lockServer)

test('an address has no user name, no query and no other scheme', () => {
  assert.equal(v.safeParse(server, { url: 'https://locks.example.org/fleet' }).success, true)
  for (const url of ['https://me:pw@locks.example.org', 'https://locks.example.org/?token=x', 'ftp://locks.example.org', 'locks.example.org']) assert.equal(v.safeParse(server, { url }).success, false, url)
})

test('a password may hold colons, and without a secret nobody is shown', async () => {
  const tools = { ...sourceTools(), secrets: knownSecrets({ locks: 'me:a:b' }) }
  assert.deepEqual(await account({ url: '', http: 'refused', secret: 'locks' }, tools), { name: 'me', password: 'a:b' })
  assert.equal(await account({ url: '', http: 'refused' }, tools), null)
})

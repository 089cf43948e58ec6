import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { etcd } from '../../../../src/drivers/coordination/etcd.ts'
import type { Errand } from '../../../../src/drivers/coordination/driver.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aServer, type TestServer } from '../../../support/hostile-server.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const read = (more: Readonly<Record<string, unknown>>): unknown => v.parse(etcd.schema, { kind: 'etcd', url: 'https://etcd.example.org', ...more })

function carry(server: TestServer, kind: Errand['kind']): Promise<Answer> {
  const settings = v.parse(etcd.schema, { kind: 'etcd', url: server.origin, http: 'allowed' })
  return etcd.call?.(settings, { kind, holder: 'one' }, sourceTools(), new AbortController().signal) ?? assert.fail('it calls nobody')
}

test('a lease is a time between five minutes and a day, and slots are counted from one', () => {
  assert.ok(read({ lease: '5min', slots: 1 }))
  for (const wrong of [{ lease: '4min' }, { lease: '25h' }, { lease: 'soon' }, { slots: 0 }, { slots: 1.5 }, { group: 'a/b' }, { url: 'https://user:pw@etcd' }]) assert.throws(() => read(wrong), JSON.stringify(wrong))
})

test('a key in the way that has no lease was made by somebody else: it is not touched, and it is said', async (t) => {
  const server = await aServer(t, (_, response) => {
    const kvs = [{ key: Buffer.from('/app-upgrade/default/0').toString('base64'), value: Buffer.from('one').toString('base64') }]
    response.end(JSON.stringify({ kvs }))
  })
  await rejectsWithFailure('PROTOCOL', /'\/app-upgrade\/default\/0' has no lease/, carry(server, 'done'))
  assert.deepEqual(server.asked, ['/v3/kv/range'])
})

test('who holds the slot is told, with nothing in the name that cannot be seen', async (t) => {
  const server = await aServer(t, (_, response) => {
    const kvs = [{ key: Buffer.from('/app-upgrade/default/0').toString('base64'), value: Buffer.from('other\u001b[31m').toString('base64'), lease: '7' }]
    response.end(JSON.stringify({ kvs }))
  })
  const answer = await carry(server, 'ask')
  assert.ok(answer.kind === 'no')
  assert.match(answer.reason, /^the one slot of the group 'default' is taken, held by other/)
  assert.doesNotMatch(answer.reason, /\u001b/)
})

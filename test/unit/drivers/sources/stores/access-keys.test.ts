import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { gitea } from '../../../../../src/drivers/sources/forges/gitea.ts'
import { github } from '../../../../../src/drivers/sources/forges/github.ts'
import { gitlab } from '../../../../../src/drivers/sources/forges/gitlab.ts'
import { manifest } from '../../../../../src/drivers/sources/manifests/manifest.ts'

const forges = [github, gitea, gitlab] as const
const table = { repository: 'acme/jaco', artifact: 'jaco-{tag}.tar.gz', http: 'allowed' }
const says = (schema: v.GenericSchema, settings: object): string => v.safeParse(schema, settings).issues?.[0].message ?? 'good'

test('a token is not sent in the clear, whatever http says; to ourselves it may be, and so may a question without one', () => {
  for (const { kind, schema } of forges) {
    const forge = (more: object): string => says(schema, { kind, ...table, ...more })
    for (const host of ['http://git.example.org', 'HTTP://git.example.org', 'http://10.0.0.1:3000']) {
      assert.equal(forge({ host }), 'good')
      assert.match(forge({ host, token: 'forge' }), /would send the token in the clear/, `${kind} ${host}`)
      assert.match(forge({ host: 'https://git.example.org', api: host, token: 'forge' }), /would send the token in the clear/, `${kind} ${host}`)
    }
    assert.equal(forge({ host: 'http://127.0.0.1:3000', token: 'forge' }), 'good')
    assert.equal(forge({ host: 'https://git.example.org', token: 'forge' }), 'good')
  }
  const list = (more: object): string => says(manifest.schema, { kind: 'manifest', http: 'allowed', ...more })
  assert.equal(list({ url: 'http://dl.example.org/manifest.json' }), 'good')
  assert.match(list({ url: 'http://dl.example.org/manifest.json', token: 'list' }), /would send the token in the clear/)
})

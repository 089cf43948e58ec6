import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { azure, gcs, s3 } from '../../../../../src/drivers/sources/stores/object-stores.ts'
import { s3BaseOf } from '../../../../../src/drivers/sources/stores/s3-bucket.ts'
import { identityOf } from '../../../../../src/drivers/sources/stores/store.ts'

const artifact = 'app-{tag}.tar.gz'
const kinds = [[s3, { kind: 's3', bucket: 'acme' }], [gcs, { kind: 'gcs', bucket: 'acme' }], [azure, { kind: 'azure', account: 'acme', container: 'releases' }]] as const

test('settings of every store: names or a tree, a prefix that is one, who we are, where', () => {
  for (const [driver, own] of kinds) {
    const says = (rest: object): string => v.safeParse(driver.schema, { ...own, ...rest }).issues?.[0].message ?? 'good'
    for (const good of [{ artifact }, { layout: 'tree' }, { artifact, layout: 'versions', prefix: 'a/b/' }, { artifact, credentials: 'secret:store' }, { artifact, credentials: 'instance' }, { artifact, endpoint: 'https://s3.example.org:9000/x' }]) assert.equal(says(good), 'good')
    assert.match(says({}), /must have 'artifact', or layout/)
    assert.match(says({ artifact, layout: 'tree' }), /must have 'artifact', or layout/)
    assert.match(says({ artifact: 'app.tar.gz' }), /must hold \{tag\} or \{version\}/)
    for (const prefix of ['/a', 'a//b', 'a/../b', './a', '//']) assert.match(says({ artifact, prefix }), /must not/, prefix)
    for (const credentials of ['hunter2', 'secret:', 'secret:../x', 'secret:Store', 'AKIA:s3cret']) assert.match(says({ artifact, credentials }), /must be "anonymous", "instance"/)
    for (const endpoint of ['http:', 's3.example.org', 'ftp://x', 'https://a:b@x', 'https://x/?y', 'https://x/{bucket}']) assert.notEqual(says({ artifact, endpoint, credentials: 'instance' }), 'good')
  }
})

test('names of buckets and containers end up in hosts and paths', () => {
  for (const [driver, own] of kinds) {
    const key = 'container' in own ? 'container' : 'bucket'
    for (const name of ['', 'a', '../x', 'a/b', 'a b', 'a?b', 'x'.repeat(300)]) assert.equal(v.safeParse(driver.schema, { ...own, artifact, [key]: name }).success, false, name)
  }
  assert.equal(v.safeParse(azure.schema, { kind: 'azure', account: 'evil.example.org/', container: 'abc', artifact }).success, false)
  assert.equal(v.safeParse(s3.schema, { kind: 's3', bucket: 'abc', region: 'x.evil.example.org/', artifact }).success, false)
})

test('Amazon\'s hosts: the bucket in the name, unless it has a dot; China has its own; own servers have paths', () => {
  assert.equal(s3BaseOf({ bucket: 'acme', region: 'eu-central-1' }), 'https://acme.s3.eu-central-1.amazonaws.com')
  assert.equal(s3BaseOf({ bucket: 'acme.io', region: 'eu-central-1' }), 'https://s3.eu-central-1.amazonaws.com/acme.io')
  assert.equal(s3BaseOf({ bucket: 'acme', region: 'cn-north-1' }), 'https://acme.s3.cn-north-1.amazonaws.com.cn')
  assert.equal(s3BaseOf({ bucket: 'acme', region: 'x', endpoint: 'https://s3.example.org/' }), 'https://s3.example.org/acme')
})

test('a token is not sent in the clear, whatever http says; a signature of S3 may be', () => {
  for (const [driver, own] of kinds) {
    const says = (rest: object): string => v.safeParse(driver.schema, { ...own, artifact, http: 'allowed', endpoint: 'http://store.example.org', ...rest }).issues?.[0].message ?? 'good'
    assert.equal(says({}), 'good')
    for (const credentials of ['secret:store', 'instance']) {
      assert.match(says({ credentials }), driver === s3 ? /^good$/ : /token in the clear/)
      assert.equal(says({ credentials, endpoint: 'http://127.0.0.1:9000' }), 'good')
    }
  }
})

test('who we are', () => {
  assert.deepEqual(['anonymous', 'instance', 'secret:instance'].map(identityOf), [{ kind: 'anonymous' }, { kind: 'instance' }, { kind: 'secret', name: 'instance' }])
})

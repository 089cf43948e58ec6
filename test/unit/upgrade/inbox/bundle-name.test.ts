import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBundle, isPlainName, restingName } from '../../../../src/upgrade/inbox/bundle-name.ts'

const hostile = ['..bundle', 'a\n.bundle', `${'x'.repeat(240)}.bundle`, '-rf.bundle', 'a b.bundle', '$(id).bundle', "'.bundle", '\u202e.bundle', '\ufffd.bundle', 'a/../b.bundle', 'Ü.bundle']

test('what a path unit finds as *.bundle, and nothing that is still being written', () => {
  assert.deepEqual(['a.bundle', 'a.bundle.tmp', 'a.tmp', '.a.bundle', '.bundle', 'bundle', 'a\n.bundle'].filter(isBundle), ['a.bundle', 'a\n.bundle'])
})

test('names that can do harm are not plain', () => {
  assert.deepEqual(hostile.filter(isPlainName), [])
  assert.ok(['acme-v2.0.0.bundle', '2.0.0+build~1.bundle', `${'x'.repeat(191)}.bundle`].every(isPlainName))
})

test('what lies beside the inbox has a plain name that leaves room for an ending; its own, if that is one', () => {
  for (const name of hostile) {
    const made = restingName(name)
    assert.ok(isPlainName(made) && Buffer.byteLength(`${made}.reason`) < 255, `${JSON.stringify(name)} became ${made}`)
  }
  assert.equal(new Set(hostile.map(restingName)).size, hostile.length)
  assert.equal(restingName('acme-v2.0.0.bundle'), 'acme-v2.0.0.bundle')
  assert.match(restingName('a\n.bundle'), /^a_-[0-9a-f]{12}\.bundle$/)
})

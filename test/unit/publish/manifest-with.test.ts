import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseManifest } from '../../../src/formats/manifest/manifest.ts'
import { manifestWith } from '../../../src/publish/manifest-with.ts'
import { aStore, bytesOf } from '../../support/a-publisher.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const wanted = { name: 'manifest.json', prefix: '', baseUrl: null, channel: null }
const entry = (version: string) => ({ version, atMs: 0, artifacts: [], sidecars: [{ name: 'SHA256SUMS', sizeBytes: 3 }] })

test('an earlier version than the channel leads to is entered, and the channel stays', async () => {
  const manifests = aStore()
  for (const [version, channel] of [['v2.0.0', 'stable'], ['v1.9.1', null]] as const) {
    const made = await manifestWith(wanted, entry(version), { manifests, there: null })
    await manifests.put(made.name, made.body, 'anything')
    assert.equal(made.channel, channel)
  }
  const { latestStable, releases } = parseManifest(manifests.held.get('manifest.json')!, 'm')
  assert.deepEqual([latestStable, releases.map((one) => one.version)], ['v2.0.0', ['v1.9.1', 'v2.0.0']])
})

test('an address below a base has one slash, and nothing is put by asking', async () => {
  const manifests = aStore()
  for (const baseUrl of ['https://dl.example.org/acme', 'https://dl.example.org/acme/']) {
    const { body } = await manifestWith({ ...wanted, baseUrl }, entry('v1.0.0'), { manifests, there: aStore() })
    assert.equal(parseManifest(await bytesOf(body), 'm').releases[0]?.sidecars[0]?.url, 'https://dl.example.org/acme/SHA256SUMS')
  }
  assert.deepEqual(manifests.order, [])
})

test('a manifest at the other end that cannot be understood is not written over', async () => {
  const there = aStore('s3://b/')
  there.held.set('manifest.json', Buffer.from('{"schema_version":1,"releases":[],"colour":"red"}'))
  await rejectsWithFailure('REFUSED', /the manifest at s3:\/\/b\/ has keys that would be lost: 'colour'/, manifestWith(wanted, entry('v1.0.0'), { manifests: aStore(), there }))
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readTrustedRoot } from '../../../../src/formats/sigstore/trusted-root.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const { rootJson, root } = await aSigstore()
type Spoilt = Record<string, Record<string, unknown>[]>
const spoilt = (spoil: (json: Spoilt) => void): Promise<unknown> => {
  const json = structuredClone(rootJson) as Spoilt
  spoil(json)
  return readTrustedRoot(Buffer.from(JSON.stringify(json)), 'root.json')
}
const first = (json: Spoilt, list: string): Record<string, unknown> => json[list]?.[0] ?? {}

test('a root is whom one instance consists of', async () => {
  const { material, name } = await readTrustedRoot(root, 'root.json')
  assert.deepEqual([material.tlogs.length, material.ctlogs.length, material.certificateAuthorities.length, material.timestampAuthorities.length, name], [1, 1, 1, 1, 'root.json'])
})

test('the public instance, as built in, is whole: two logs, with a timestamp authority', async () => {
  const { material } = await readTrustedRoot(readFileSync('src/formats/sigstore/public-good.json'), 'built in')
  assert.deepEqual(material.tlogs.map(({ baseURL }) => baseURL), ['https://rekor.sigstore.dev', 'https://log2025-1.rekor.sigstore.dev'])
  assert.deepEqual([material.certificateAuthorities.length, material.ctlogs.length, material.timestampAuthorities.length], [2, 2, 1])
})

test('C29 a key or authority without the start of its validity is CONFIG', async () => {
  for (const list of ['certificateAuthorities', 'timestampAuthorities']) for (const validFor of [undefined, {}, { end: '2030-01-01T00:00:00Z' }, { start: 'yesterday' }])
    await rejectsWithFailure('CONFIG', /does not say since when|cannot be used/, spoilt((json) => { first(json, list)['validFor'] = validFor }))
  for (const list of ['tlogs', 'ctlogs']) await rejectsWithFailure('CONFIG', /does not say since when the key of the log 'https/, spoilt((json) => { delete (first(json, list)['publicKey'] as Record<string, unknown>)['validFor'] }))
  await rejectsWithFailure('CONFIG', /ends before it begins/, spoilt((json) => { first(json, 'certificateAuthorities')['validFor'] = { start: '2030-01-01T00:00:00Z', end: '2029-01-01T00:00:00Z' } }))
})

test('F37 a root that is no root, or lacks a part, is CONFIG', async () => {
  for (const list of ['certificateAuthorities', 'tlogs', 'ctlogs']) await rejectsWithFailure('CONFIG', /names no/, spoilt((json) => { json[list] = [] }))
  await rejectsWithFailure('CONFIG', /of a kind that cannot be read/, spoilt((json) => { Object.assign(json, { mediaType: 'x' }) }))
  await rejectsWithFailure('CONFIG', /names no certificate/, spoilt((json) => { first(json, 'certificateAuthorities')['certChain'] = { certificates: [] } }))
  await rejectsWithFailure('CONFIG', /names no key/, spoilt((json) => { delete first(json, 'tlogs')['logId'] }))
  for (const text of ['', '{', '[]', 'null', root.toString().slice(0, -9)]) await rejectsWithFailure('CONFIG', /cannot be used|cannot be read/, readTrustedRoot(Buffer.from(text), 'root.json'))
  await rejectsWithFailure('CONFIG', /cannot be used/, spoilt((json) => { first(json, 'certificateAuthorities')['certChain'] = { certificates: [{ rawBytes: 'AAAA' }] } }))
})

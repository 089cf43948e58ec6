import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { rootFor, trustedRoot } from '../../../../../src/drivers/trust/cosign/cosign-root.ts'
import { cosignSchema } from '../../../../../src/drivers/trust/cosign/cosign-settings.ts'
import type { Net } from '../../../../../src/host/types.ts'
import { aSigstore } from '../../../../support/a-sigstore.ts'
import { rootFiles } from '../../../../support/root-files.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { anEvidence, trustTools } from '../../../../support/trust-tools.ts'

const { root } = await aSigstore()
const path = '/etc/root.json'
const tools = { disk: rootFiles({ [path]: root }), uid: 0 }

test('without a path it is the public instance, as built in', async () => {
  const { material, name } = await trustedRoot(null, tools)
  assert.equal(material.tlogs.length, 2)
  assert.match(name, /^the built-in root of the public/)
})

test('a path replaces it, and is named', async () => {
  const { material, name } = await trustedRoot(path, tools)
  assert.deepEqual([name, material.tlogs.map(({ baseURL }) => baseURL)], [path, ['https://rekor.example']])
})

test('F37 a root that somebody else could write, or that is not there, is CONFIG, and the built-in one does not step in', async () => {
  for (const changed of [{ mode: 0o646 }, { uid: 1000 }, { kind: 'symlink' as const }]) await rejectsWithFailure('CONFIG', /the trusted root '\/etc\/root\.json' /, trustedRoot(path, { disk: rootFiles({ [path]: root }, changed), uid: 0 }))
  await rejectsWithFailure('CONFIG', /does not exist/, trustedRoot('/etc/none.json', tools))
  await rejectsWithFailure('CONFIG', /cannot be used as a trusted root/, trustedRoot(path, { disk: rootFiles({ [path]: Buffer.from('') }), uid: 0 }))
})

test('a refreshed root is asked from the public repository, by the half that may; nothing else steps in', async () => {
  const settings = v.parse(cosignSchema, { kind: 'cosign', identities: ['a@b'], issuer: 'https://issuer.example', public_root: 'refreshed' })
  const asked: string[] = []
  const net: Net = { ask: async ({ url }) => { asked.push(url); return Promise.resolve({ status: 404, headers: {}, bytes: Buffer.from('') }) }, get: () => Promise.reject(new Error('nobody downloads here')) }
  await rejectsWithFailure('UNAVAILABLE', /has no timestamp\.json/, rootFor({ settings, tools: trustTools({ net }), evidence: anEvidence() }))
  assert.deepEqual(asked, ['https://tuf-repo-cdn.sigstore.dev/17.root.json', 'https://tuf-repo-cdn.sigstore.dev/timestamp.json'])
  await rejectsWithFailure('UNAVAILABLE', /no network here/, rootFor({ settings, tools: trustTools(), evidence: anEvidence() }))
  const { public_root: _, ...plain } = settings
  assert.match((await rootFor({ settings: plain, tools: trustTools(), evidence: anEvidence() })).name, /built-in/)
})

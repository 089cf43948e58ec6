import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrustMemory } from '../../../../../src/drivers/trust/driver.ts'
import { lookUp } from '../../../../../src/drivers/trust/tuf/look-up.ts'
import { readKept } from '../../../../../src/formats/tuf/kept.ts'
import { netLimits } from '../../../../../src/host/limits.ts'
import { makeNet } from '../../../../../src/host/net.ts'
import { aDelegation, TufRepository, tufNowMs } from '../../../../support/a-tuf-repository.ts'
import { aTufServer } from '../../../../support/a-tuf-server.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { anEvidence, trustTools } from '../../../../support/trust-tools.ts'

const never = new AbortController().signal
const net = makeNet({ ...netLimits, backoffMs: 1 })
const evidence = anEvidence({ atMs: tufNowMs })
const bytes = Buffer.from('archive')

function aMemory(): TrustMemory & { readonly held: Map<string, Uint8Array> } {
  const held = new Map<string, Uint8Array>()
  return { where: 'the test', held, recall: async (name) => held.get(name) ?? null, keep: async (name, kept) => void held.set(name, kept) }
}

test('what the other half will need, and no more: the roles that this target hangs on', async (t) => {
  const repository = new TufRepository({ 'own.tar.gz': { bytes } })
  repository.delegations = [aDelegation('linux', ['linux/*'], { 'linux/a.tar.gz': { bytes } }), aDelegation('mac', ['mac/*'], {})]
  repository.publish()
  const { metadata } = await aTufServer(t, repository)
  const roles = async (path: string): Promise<readonly string[]> => [...readKept(await lookUp({ pinned: repository.pinned, path, name: 'x' }, { settings: { metadata }, tools: trustTools({ net }), evidence }, never), 'x').targets.keys()]
  assert.deepEqual(await roles('own.tar.gz'), ['targets'])
  assert.deepEqual(await roles('linux/a.tar.gz'), ['targets', 'linux'])
})

test('its memory makes the next look cheap, and refuses what is older; damaged, it is forgotten', async (t) => {
  const repository = new TufRepository({ 'own.tar.gz': { bytes } })
  const old = new Map(repository.files)
  repository.publish()
  const { metadata, asked } = await aTufServer(t, repository)
  const memory = aMemory()
  const look = (): Promise<Uint8Array> => lookUp({ pinned: repository.pinned, path: 'own.tar.gz', name: 'x' }, { settings: { metadata }, tools: trustTools({ net, memory }), evidence }, never)
  assert.deepEqual(await look(), memory.held.get('x'))
  const before = asked.length
  await look()
  assert.deepEqual(asked.slice(before), ['/metadata/2.root.json', '/metadata/timestamp.json'])
  for (const [name, file] of old) repository.files.set(name, file)
  await rejectsWithFailure('REFUSED', /version 2 was seen here before/, look())
  memory.held.set('x', Buffer.from('{'))
  assert.ok(await look())
})

test('without a network nobody is asked', async () => {
  await rejectsWithFailure('UNAVAILABLE', /no network here/, lookUp({ pinned: Buffer.from(''), path: 'a', name: 'x' }, { settings: { metadata: 'https://tuf.example.org' }, tools: trustTools(), evidence }, never))
})

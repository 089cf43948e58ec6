import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { durableMemory } from '../../../../../src/drivers/trust/tuf/durable-memory.ts'
import { publicRootRepository, refreshedTrustedRoot } from '../../../../../src/drivers/trust/tuf/refreshed-root.ts'
import { pinnedRoot } from '../../../../../src/formats/tuf/client.ts'
import { disk } from '../../../../../src/host/disk.ts'
import { netLimits } from '../../../../../src/host/limits.ts'
import { makeNet } from '../../../../../src/host/net.ts'
import type { Evidence } from '../../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../../support/a-directory.ts'
import { aSigstore } from '../../../../support/a-sigstore.ts'
import { aTufSigner, TufRepository, tufNowMs } from '../../../../support/a-tuf-repository.ts'
import { aTufServer } from '../../../../support/a-tuf-server.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { anEvidence, trustTools } from '../../../../support/trust-tools.ts'

const net = makeNet({ ...netLimits, backoffMs: 1 })
const sigstore = await aSigstore()

/** As the acquiring half has it: what is looked up is put into `kept`. */
function keeping(kept: Map<string, Uint8Array>): Evidence {
  const plain = anEvidence({ atMs: tufNowMs })
  return { ...plain, async lookedUp(name, sizeBytesMax, lookUp) {
    const bytes = await plain.lookedUp(name, sizeBytesMax, lookUp)
    kept.set(name, bytes)
    return bytes
  } }
}

test('the public instance begins with its root 16', async () => {
  const { pinned, metadata } = await publicRootRepository()
  assert.equal(pinnedRoot(pinned).version, 16)
  assert.match(metadata, /^https:/)
})

test('the trusted root of an instance, fetched by one half and verified again by the other without a network', async (t) => {
  const repository = new TufRepository({ 'trusted_root.json': { bytes: sigstore.root } })
  const { metadata, targets } = await aTufServer(t, repository)
  const place = { metadata, targets, pinned: repository.pinned }
  const kept = new Map<string, Uint8Array>()
  const { material, name } = await refreshedTrustedRoot(place, { tools: trustTools({ net }), evidence: keeping(kept) })
  assert.deepEqual(material.tlogs.map(({ baseURL }) => baseURL), ['https://rekor.example'])
  assert.match(name, /as of its root 1$/)
  assert.equal(kept.size, 2)
  const memory = durableMemory(disk, join(aDirectory(t), 'tuf'))
  const applying = (files: ReadonlyMap<string, Uint8Array>): Promise<unknown> => refreshedTrustedRoot(place, { tools: trustTools({ memory }), evidence: anEvidence({ atMs: tufNowMs, kept: files }) })
  assert.ok(await applying(kept))
  await rejectsWithFailure('TAMPERED', /is not what is signed|signed number/, applying(new Map([...kept, ['sigstore-trusted_root.json', (await aSigstore()).root]])))
  await rejectsWithFailure('UNAVAILABLE', /no network here/, applying(new Map()))
})

test('another root of the same repository is taken over, and an older one is not believed again', async (t) => {
  const repository = new TufRepository({ 'trusted_root.json': { bytes: sigstore.root } })
  const { metadata, targets } = await aTufServer(t, repository)
  const [first, second] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()]
  const place = { metadata, targets, pinned: repository.pinned }
  await refreshedTrustedRoot(place, { tools: trustTools({ net }), evidence: keeping(first) })
  const old = [...repository.roles.root.signers]
  repository.roles.root.signers = [aTufSigner()]
  repository.publishRoot(old)
  repository.targets = { 'trusted_root.json': { bytes: (await aSigstore('two')).root } }
  repository.publish()
  assert.match((await refreshedTrustedRoot(place, { tools: trustTools({ net }), evidence: keeping(second) })).name, /root 2$/)
  const tools = trustTools({ memory: durableMemory(disk, join(aDirectory(t), 'tuf')) })
  assert.ok(await refreshedTrustedRoot(place, { tools, evidence: anEvidence({ atMs: tufNowMs, kept: second }) }))
  await rejectsWithFailure('REFUSED', /was seen here before/, refreshedTrustedRoot(place, { tools, evidence: anEvidence({ atMs: tufNowMs, kept: first }) }))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DriverSettings } from '../../../../src/upgrade/plan.ts'
import { acquire } from '../../../../src/upgrade/acquire/acquire.ts'
import { sourceOf } from '../../../../src/drivers/sources/table.ts'
import { aForge, type FakeForge, type ForgeKind, type Posted } from '../../../support/a-forge.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aRelease } from '../../../support/a-release.ts'
import { aShelf } from '../../../support/a-shelf.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const newest = { version: null, channel: null }
const signer = aMinisignSigner(1)
const posted = (version: string): Posted => ({ tag: `v${version}`, files: Object.fromEntries(aRelease({ version, signer }).served) })
const settingsFor = (kind: ForgeKind, { origin }: FakeForge): DriverSettings => ({ kind, repository: 'acme/jaco', host: origin, artifact: 'jaco-{tag}-linux-{arch}.tar.gz' })

for (const kind of ['github', 'gitea', 'gitlab'] as const) {
  test(`${kind}: the newest is found, fetched, verified and shelved; again, it costs one conditional request`, async (t) => {
    const forge = await aForge(t, { kind, posted: [posted('1.2.3'), posted('1.3.0'), posted('2.0.0-rc.1')] })
    const bed = aShelf(t, sourceOf(settingsFor(kind, forge), sourceTools()))
    assert.equal((await acquire(newest, bed.acquire, never))?.version, '1.3.0')
    const before = forge.heard.length
    assert.equal((await acquire(newest, bed.acquire, never))?.version, '1.3.0')
    assert.deepEqual(forge.heard.slice(before).map(({ ifNoneMatch }) => ifNoneMatch === null), [false])
  })

  test(`${kind}: J31 a forge that serves another release under the new one's name is found out`, async (t) => {
    const old = aRelease({ version: '1.2.3', signer })
    const forge = await aForge(t, { kind, posted: [{ tag: 'v1.3.0', files: { ...Object.fromEntries(old.served), 'jaco-v1.3.0-linux-amd64.tar.gz': old.bytes } }] })
    await rejectsWithFailure('REFUSED', /SHA256SUMS' does not list 'jaco-v1\.3\.0-linux-amd64/, acquire(newest, aShelf(t, settingsFor(kind, forge)).acquire, never))
  })

  test(`${kind}: V9 a release without its signature is not taken, nor one that is not there for this machine`, async (t) => {
    const { SHA256SUMS: _, ...files } = posted('1.3.0').files ?? {}
    const forge = await aForge(t, { kind, posted: [{ tag: 'v1.4.0', files: {} }, { tag: 'v1.3.0', files }] })
    const bed = aShelf(t, settingsFor(kind, forge))
    await rejectsWithFailure('REFUSED', /there is no 'SHA256SUMS' beside/, acquire(newest, bed.acquire, never))
    // That 1.4.0 was passed over, the run's report says.
    assert.deepEqual(bed.events.map(({ kind }) => kind).slice(0, 1), ['found'])
  })
}

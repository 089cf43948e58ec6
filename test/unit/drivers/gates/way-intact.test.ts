import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wayIntact, type PastTransaction } from '../../../../src/drivers/gates/way-intact.ts'
import { failure } from '../../../../src/errors.ts'
import type { ReadsDisk } from '../../../../src/host/types.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aPlan, contentOf } from '../../../support/a-plan.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'
import { digest } from '../../../support/simulated-disk.ts'

const inPlace = aPlan({ layout: 'in-place', files: 2 })
/** 1.0.0 is live, 2.0.0 lies ready. */
const disk: Readonly<Record<string, Entry>> = Object.fromEntries(inPlace.files.flatMap(({ publicPath, newPath }, index) => [[publicPath, contentOf('1.0.0', index)], [newPath, contentOf('2.0.0', index)]]))

/** A transaction of the past that took these two versions to 1.0.0, or elsewhere. */
function aPast(to: string, wishes: { readonly from?: string | null; readonly confirmed?: 'yes' | 'no'; readonly plan?: Plan } = {}): PastTransaction {
  const { from = '0.9.0', confirmed = 'yes', plan = inPlace } = wishes
  const files = plan.files.map((file, index) => ({ ...file, newSha256: digest(contentOf(to, index)), keptSha256: from === null ? null : digest(contentOf(from, index)) }))
  const [first, ...rest] = files
  if (first === undefined) throw new Error('no files')
  return { confirmed, plan: { ...plan, files: [first, ...rest] } }
}
interface Told { readonly past?: readonly PastTransaction[]; readonly plan?: Plan; readonly files?: Readonly<Record<string, Entry>>; readonly reads?: Partial<ReadsDisk> }
const ask = ({ past = [], plan = inPlace, files = {}, reads = {} }: Told): Promise<Answer> => wayIntact({ disk: { ...aConfigDisk({ ...disk, ...files }), ...reads }, past: async () => past }).ask(plan, new AbortController().signal)
const said = (answer: Answer): string => (answer.kind === 'no' ? `${answer.reason}: ${answer.next} (${answer.overridable})` : 'yes')
const known = (plan: Plan, index: number, keptSha256: string | null): Plan => {
  const [first, ...rest] = plan.files.map((file, at) => (at === index ? { ...file, keptSha256 } : file))
  return first === undefined ? plan : { ...plan, files: [first, ...rest] }
}
/** Live at the first path is something that no journal knows. */
const changed: Told = { plan: known(inPlace, 0, digest(Buffer.from('mine'))), files: { '/usr/bin/acme0': 'mine' } }

test('F42 what is live is what was laid down, by an upgrade, by a rollback, or before the first of them', async () => {
  for (const past of [[aPast('1.0.0')], [aPast('2.0.0', { from: '1.0.0', confirmed: 'no' })], [aPast('1.0.0'), aPast('2.0.0', { from: '1.0.0' })]]) assert.equal(said(await ask({ past })), 'yes')
})
test('F42 a daemon that was placed by hand has no history, and a file that is managed since today has none either', async () => {
  assert.equal(said(await ask(changed)), 'yes')
  assert.equal(said(await ask({ ...changed, past: [aPast('1.0.0', { plan: { ...inPlace, files: [{ ...inPlace.files[0], publicPath: '/usr/bin/elsewhere' }] } })] })), 'yes')
})
test('F42 a live file that somebody has changed since is drift: what, how to look, and how to adopt it', async () => {
  assert.match(said(await ask({ ...changed, past: [aPast('1.0.0')] })), /somebody has changed the live files since the last upgrade: '\/usr\/bin\/acme0' is not the file that was laid down there: look who did \('app-upgrade history acme'.*put the file back; or '--force', which takes what is there.*\(yes\)/)
})
test('F42 one file of one release and one of another are no release', async () => {
  const mixed = { plan: known(inPlace, 1, digest(contentOf('0.9.0', 1))), files: { '/usr/bin/acme1': contentOf('0.9.0', 1) } }
  assert.match(said(await ask({ ...mixed, past: [aPast('1.0.0')] })), /the files belong to different releases/)
})
test('F42 a file that is gone was there once; after a first install that failed, nothing is missing', async () => {
  const gone = { plan: known(inPlace, 0, null) }
  assert.match(said(await ask({ ...gone, past: [aPast('1.0.0')] })), /'\/usr\/bin\/acme0' is gone/)
  assert.equal(said(await ask({ plan: known(known(inPlace, 0, null), 1, null), past: [aPast('1.0.0', { from: null, confirmed: 'no' })] })), 'yes')
})
test('F42 what we laid down belonged to us; what was placed by hand may be whose it likes', async () => {
  const sha256 = async (path: string): Promise<string | null> => (path === '/usr/bin/acme0' ? digest(contentOf('1.0.0', 0)) : aConfigDisk(disk).sha256(path))
  const theirs = { files: { '/usr/bin/acme0': { uid: 1000 } }, reads: { sha256 } }
  assert.match(said(await ask({ ...theirs, past: [aPast('1.0.0')] })), /'\/usr\/bin\/acme0' belongs to user 1000 now.*chown 0 \/usr\/bin\/acme0.*\(yes\)/)
  assert.equal(said(await ask(theirs)), 'yes')
  assert.equal(said(await ask({ ...theirs, past: [aPast('2.0.0', { from: '1.0.0', confirmed: 'no' })] })), 'yes')
})
test('F43 what is about to be kept is read through once more: changed, no file any more, or a disk that cannot read it', async () => {
  assert.match(said(await ask({ files: { '/usr/bin/acme1': 'other' } })), /'\/usr\/bin\/acme1' was changed while the upgrade was prepared.*\(no\)/)
  assert.match(said(await ask({ files: { '/usr/bin/acme1': { kind: 'directory' } } })), /does not lead to a regular file any more/)
  const sha256 = async (path: string): Promise<string | null> => { if (path === '/usr/bin/acme1') throw failure('IO', 'EIO'); return aConfigDisk(disk).sha256(path) }
  assert.match(said(await ask({ reads: { sha256 } })), /'\/usr\/bin\/acme1' cannot be read, so that it could not be kept/)
})
test('F43 F45 what is about to become live must still be what was verified, or what ran here', async () => {
  const spoiled = { files: { [inPlace.files[0].newPath]: 'other' } }
  assert.match(said(await ask(spoiled)), /is not what was verified as version 2\.0\.0.*unpacked anew \(no\)/)
  assert.match(said(await ask({ ...spoiled, plan: { ...inPlace, way: 'back' } })), /is not what ran here as version 2\.0\.0.*'app-upgrade list acme'/)
})
test('F42 F43 with links, what the links lead to is looked at', async () => {
  const linked: Readonly<Record<string, Entry>> = { '/usr/bin/acme0': { link: '/opt/acme/current/acme0' }, '/opt/acme/current': { link: 'releases/1.0.0' }, '/opt/acme/releases/1.0.0/acme0': contentOf('1.0.0', 0), '/opt/acme/releases/2.0.0/acme0': contentOf('2.0.0', 0) }
  assert.equal(said(await ask({ plan: aPlan(), files: linked })), 'yes')
  assert.match(said(await ask({ plan: aPlan(), files: { ...linked, '/opt/acme/releases/1.0.0/acme0': 'other' } })), /was changed/)
})

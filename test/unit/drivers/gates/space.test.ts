import assert from 'node:assert/strict'
import { test } from 'node:test'
import { space } from '../../../../src/drivers/gates/space.ts'
import type { Space } from '../../../../src/host/types.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'

const mebibyte = 2 ** 20
const state = '/var/lib/app-upgrade/acme'
const directory = (device: number): Entry => ({ kind: 'directory', device, mode: 0o755 })
/** `/usr` is device 1, `/var` device 2, `/opt` device 3, `/srv` device 4. */
const table: Readonly<Record<string, Entry>> = { '/usr/bin': directory(1), [state]: directory(2), '/opt/acme': directory(3), '/opt/acme/releases': directory(3), '/srv': directory(4) }
const roomy: Space = { freeBytes: 2 ** 40, freeEntries: null }

interface Told { readonly plan: Plan; readonly buildInfo?: string; readonly files?: Readonly<Record<string, Entry>>; readonly free?: Readonly<Record<string, Partial<Space>>> }
function ask({ plan, files = {}, free = {}, buildInfo }: Told): Promise<Answer> {
  const spaceOf = async (path: string): Promise<Space> => ({ ...roomy, ...free[path] })
  return space({ disk: aConfigDisk({ ...table, ...files }), files: { space: spaceOf }, state, buildInfo: buildInfo ?? null }).ask(plan, new AbortController().signal)
}
/** The least room with which the answer is yes, to the byte. */
async function needs(told: Told, place: string): Promise<number> {
  let [low, high] = [0, 2 ** 30]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if ((await ask({ ...told, free: { [place]: { freeBytes: middle } } })).kind === 'yes') high = middle
    else low = middle
  }
  return high
}
const withTenth = (bytes: number): number => Math.ceil(bytes * 1.1) + 256 * 1024

const inPlace = aPlan({ layout: 'in-place', files: 2 })
const newFiles = Object.fromEntries(inPlace.files.map(({ newPath }) => [newPath, { sizeBytes: 10 * mebibyte, device: 2 }]))

test('F01 in place each new file is copied beside the old one, a tenth more; what is kept is a second name', async () => {
  const live = Object.fromEntries(inPlace.files.map(({ publicPath }) => [publicPath, { sizeBytes: 90 * mebibyte }]))
  assert.equal(await needs({ plan: inPlace, files: { ...newFiles, ...live } }, '/usr/bin'), withTenth(20 * mebibyte))
})
test('F01 where a file has one name only, what is kept is a copy', async () => {
  const live = Object.fromEntries(inPlace.files.map(({ publicPath }) => [publicPath, { sizeBytes: mebibyte }]))
  const fat = { '/proc/self/mountinfo': '24 1 8:1 / / rw - ext4 /dev/a rw\n25 24 8:2 / /usr/bin rw - vfat /dev/b rw\n' }
  assert.equal(await needs({ plan: inPlace, files: { ...newFiles, ...live, ...fat } }, '/usr/bin'), withTenth(22 * mebibyte))
})
test('F01 the journal has its room, wherever everything else goes', async () => {
  assert.equal(await needs({ plan: inPlace, files: newFiles }, state), withTenth(mebibyte))
})
test('F01 what lies on one file system is added up', async () => {
  const together = { ...newFiles, '/usr/bin': directory(2) }
  assert.equal(await needs({ plan: inPlace, files: together }, '/usr/bin'), withTenth(21 * mebibyte))
})

const links = aPlan({ from: 'adopted' })
test('F01 F06 a switch is a link; what another tool put on another file system is copied once', async () => {
  const live = (device: number): Readonly<Record<string, Entry>> => ({ '/usr/bin/acme0': { sizeBytes: 8 * mebibyte, device } })
  assert.equal(await needs({ plan: links, files: live(1) }, '/opt/acme'), withTenth(8 * mebibyte + 3 * 4096))
  assert.equal(await needs({ plan: links, files: live(3) }, '/opt/acme'), withTenth(3 * 4096), 'a second name')
  const ours = { '/usr/bin/acme0': { link: '/opt/acme/releases/1.0.0/acme0' }, '/opt/acme/releases/1.0.0/acme0': { sizeBytes: 8 * mebibyte, device: 3 } }
  assert.equal(await needs({ plan: aPlan(), files: ours }, '/opt/acme'), withTenth(3 * 4096), 'it lies there already')
  assert.equal(await needs({ plan: aPlan({ from: 'nothing' }) }, '/opt/acme'), withTenth(4096), 'nothing is kept')
})
test('F01 what travels with a release, and build info, are written where they lie, or where their directory will be made', async () => {
  const companion = { name: 'a', path: '/srv/units/acme.service.d/x.conf', newPath: '/n', newSha256: 'a', keptSha256: null, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' as const }
  const files = { '/n': { sizeBytes: 5000 }, '/srv/build.json': { sizeBytes: 100 } }
  assert.equal(await needs({ plan: { ...links, companions: [companion] }, files }, '/srv'), withTenth(8192))
  assert.equal((await ask({ plan: { ...links, companions: [{ ...companion, newPath: null }] }, files, free: { '/srv': { freeBytes: withTenth(0) } } })).kind, 'yes', 'what goes needs nothing')
  assert.equal(await needs({ plan: links, buildInfo: '/srv/build.json', files }, '/srv'), withTenth(8192))
})
test('F02 inodes are counted where the file system counts them', async () => {
  assert.equal((await ask({ plan: inPlace, files: newFiles, free: { '/usr/bin': { freeEntries: 7 } } })).kind, 'yes')
  const short = await ask({ plan: inPlace, files: newFiles, free: { '/usr/bin': { freeEntries: 6 } } })
  assert.match(short.kind === 'no' ? short.reason : '', /7 new files and links are made there, and 6 can be made \(inodes\)/)
})
test('F01 the refusal says where, how much, and what to do; a timer tries again, and a person may pass', async () => {
  assert.deepEqual(await ask({ plan: inPlace, files: newFiles, free: { '/usr/bin': { freeBytes: 3 * mebibyte } } }), {
    kind: 'no', overridable: 'yes', code: 'CANT_CREATE',
    reason: "there is no room for this upgrade on the file system of '/usr/bin': 22.3 MiB are needed there, and 3.0 MiB are free",
    next: "make room ('df -h /usr/bin', 'df -i /usr/bin'; a quota is not seen by either); a timer tries again by itself",
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mounts } from '../../../../src/drivers/gates/mounts.ts'
import { directoriesWritten } from '../../../../src/drivers/layouts/where.ts'
import type { Writability } from '../../../../src/host/types.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'

interface Told { readonly plan?: Plan; readonly mounted?: readonly string[]; readonly states?: Readonly<Record<string, Writability>>; readonly files?: Readonly<Record<string, Entry>> }
const places = ['/usr/bin/x', '/opt/acme/releases/2.0.0/x', '/var/lib/app-upgrade/acme/releases/2.0.0/x', '/etc/systemd/system/x']
function ask({ plan = aPlan(), mounted = [], states = {}, files = {} }: Told): Promise<Answer> {
  const table = ['/ rw', ...mounted].map((one, index) => { const [at, options] = one.split(' '); return `${index} 1 8:1 / ${at} ${options} - ext4 /dev/a rw\n` }).join('')
  const disk = aConfigDisk({ ...Object.fromEntries(places.map((path) => [path, ''])), '/proc/self/mountinfo': table, ...files })
  return mounts({ disk, mayWrite: async (path) => states[path] ?? 'yes', written: ({ layout, files }) => directoriesWritten(disk, layout, files) }).ask(plan, new AbortController().signal)
}
const said = (answer: Answer): string => (answer.kind === 'no' ? `${answer.reason}: ${answer.next} (${answer.overridable}, ${answer.code ?? 'REFUSED'})` : 'yes')
const inPlace = aPlan({ layout: 'in-place' })
const companion = { name: 'a', path: '/etc/systemd/system/acme.service', newPath: '/n', newSha256: 'a', keptSha256: null, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' as const }

test('nothing is strange: yes, in both layouts, also where things are missing still', async () => {
  for (const plan of [aPlan(), inPlace, { ...aPlan(), companions: [companion] }]) assert.deepEqual(await ask({ plan, mounted: ['/opt rw,nosuid', '/tmp rw,noexec'] }), { kind: 'yes' })
})
test('S5 F06 a home on two file systems cannot be switched by a rename', async () => {
  const files = { '/opt/acme/releases': { kind: 'directory' as const, device: 2 } }
  assert.match(said(await ask({ files })), /'\/opt\/acme\/releases' is on another file system than '\/opt\/acme'.*mount one file system.*\(no, REFUSED\)/)
  assert.deepEqual(await ask({ files, plan: inPlace }), { kind: 'yes' }, 'in place it does not matter')
})
test('F07 a single file that is mounted cannot be replaced: a managed one, one that travels, and the link itself', async () => {
  assert.match(said(await ask({ plan: inPlace, mounted: ['/usr/bin/acme0 rw'] })), /'\/usr\/bin\/acme0' is a mount of its own, which cannot be replaced: mount the directory '\/usr\/bin' instead.*\(no/)
  assert.match(said(await ask({ plan: { ...inPlace, companions: [companion] }, mounted: ['/etc/systemd/system/acme.service ro'] })), /acme\.service' is a mount of its own/)
  assert.match(said(await ask({ mounted: ['/opt/acme/current rw'] })), /current' is a mount of its own/)
})
test('F05 S6 what is read-only is said with the mount that makes it so; a timer tries again', async () => {
  assert.match(said(await ask({ plan: inPlace, mounted: ['/usr ro'], states: { '/usr/bin': 'read-only' } })), /nothing can be changed in '\/usr\/bin': it is mounted read-only, with '\/usr': 'findmnt -T \/usr\/bin'.*ReadWritePaths=\/usr\/bin.*\(no, CANT_CREATE\)/)
  assert.match(said(await ask({ plan: { ...inPlace, companions: [companion] }, states: { '/etc/systemd/system': 'read-only' } })), /in '\/etc\/systemd\/system'/)
  assert.match(said(await ask({ states: { '/opt/acme/releases': 'read-only' } })), /in '\/opt\/acme\/releases'/)
})
test('F05 a public path that leads into the home already stays, however closed its directory is', async () => {
  const shut = { states: { '/usr/bin': 'read-only' as const } }
  assert.match(said(await ask(shut)), /in '\/usr\/bin'/)
  assert.deepEqual(await ask({ ...shut, files: { '/usr/bin/acme0': { link: '/opt/acme/current/acme0' } } }), { kind: 'yes' })
})
test('F09 no program starts from a mount that is noexec, in no version', async () => {
  assert.match(said(await ask({ plan: inPlace, mounted: ['/usr rw,noexec'] })), /no program can be started in '\/usr\/bin': '\/usr' is mounted noexec: mount -o remount,exec \/usr .*\(no, REFUSED\)/)
  assert.match(said(await ask({ mounted: ['/opt/acme rw,noexec'] })), /started in '\/opt\/acme'/)
  assert.deepEqual(await ask({ mounted: ['/usr rw,noexec'] }), { kind: 'yes' }, 'a link may lie anywhere')
})
test('F09 where only the rehearsal could not run, a person may do without it', async () => {
  assert.match(said(await ask({ plan: inPlace, mounted: ['/var rw,noexec'] })), /version 2\.0\.0 cannot be rehearsed where it lies ready.*'\/var' is mounted noexec.*--force.*\(yes, REFUSED\)/)
})

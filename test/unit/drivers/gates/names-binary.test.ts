import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesBinary } from '../../../../src/drivers/gates/names-binary.ts'
import { readUnitText } from '../../../../src/formats/unit-commands.ts'
import type { Plan, PlannedCompanion } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'

interface Told {
  readonly plan?: Plan
  /** The unit's file, as the manager has loaded it: below [Service]. */
  readonly unit?: string
  readonly files?: Readonly<Record<string, Entry>>
  readonly program?: string
  readonly loaded?: { readonly file?: string; readonly dropIns?: readonly string[] }
}
function ask({ plan = aPlan(), unit = '', files = {}, program, loaded = {} }: Told): Promise<Answer> {
  const definition = async () => ({ ...readUnitText([`[Service]\n${unit}\n`]), file: '/etc/systemd/system/acme.service', dropIns: [], refuses: [], ...loaded })
  return namesBinary({ disk: aConfigDisk(files), definition, units: [{ name: 'acme.service', program: program ?? null }] }).ask(plan, new AbortController().signal)
}
const said = (answer: Answer): string => (answer.kind === 'no' ? `${answer.reason}: ${answer.next} (${answer.overridable})` : 'yes')
const inPlace = aPlan({ layout: 'in-place' })

/** What people write, and what the units of the tests' own machines say: each runs what is managed. */
const legitimate: readonly (readonly [what: string, told: Told])[] = [
  ['the public path', { unit: 'ExecStart=/usr/bin/acme0 7000' }],
  ['the link of the layout (wattcloud)', { unit: 'ExecStart=/opt/acme/current/acme0 8443' }],
  ['another file of the tree that is switched', { unit: 'ExecStart=/opt/acme/current/bin/start' }],
  ['in place (jaco, choria, banger)', { plan: inPlace, unit: 'ExecStart=/usr/bin/acme0 7000' }],
  ['flags on lines of their own', { unit: 'ExecStart=/usr/bin/acme0 \\\n  --listen :1 \\\n  --x' }],
  ['a merged /usr', { unit: 'ExecStart=/bin/acme0', files: { '/bin': { link: 'usr/bin' } } }],
  ['a link of the operator', { plan: inPlace, unit: 'ExecStart=/srv/acme', files: { '/srv/acme': { link: '../usr/bin/acme0' } } }],
  ['a shell', { unit: 'ExecStart=/bin/sh -c "exec /usr/bin/acme0 --flag"' }],
  ['a shell that looks for it', { unit: 'ExecStart=/bin/sh -c "cd /tmp; exec acme0"' }],
  ['env', { unit: 'ExecStart=/usr/bin/env X=1 /usr/bin/acme0' }],
  ['java', { unit: 'ExecStart=/usr/bin/java -Xmx1g -jar /opt/acme/current/x.jar' }],
  ['java with a path of classes', { unit: 'ExecStart=/usr/bin/java -cp /usr/share/a.jar:/opt/acme/current/x.jar Main' }],
  ['an option with its value', { unit: 'ExecStart=/usr/bin/node --require=/opt/acme/current/x.js' }],
  ['a directory to start in', { unit: 'ExecStart=/usr/bin/node server.js\nWorkingDirectory=/opt/acme/current' }],
  ['a path beside the directory', { plan: inPlace, unit: 'ExecStart=/usr/bin/tini ./acme0\nWorkingDirectory=/usr/bin' }],
  ['a script', { unit: 'ExecStart=/srv/run', files: { '/srv/run': '#!/bin/sh\nexec "/usr/bin/acme0" "$@"\n' } }],
  ['a script and its interpreter', { unit: 'ExecStart=/bin/sh /srv/run', files: { '/srv/run': '#!/bin/sh\nexec /usr/bin/acme0\n' } }],
  ['the second of several', { unit: 'ExecStart=/bin/true\nExecStart=/usr/bin/acme0' }],
  ['another program, as the settings say', { unit: 'ExecStart=/usr/bin/foo', program: '/usr/bin/foo' }],
]
for (const [what, told] of legitimate) test(`R1 a unit that runs ${what}`, async () => assert.equal(said(await ask(told)), 'yes'))

const foreign: readonly (readonly [what: string, told: Told, words: RegExp])[] = [
  ['another program', { unit: 'ExecStart=/usr/bin/foo --acme0' }, /unit 'acme\.service' runs '\/usr\/bin\/foo', which this upgrade does not change: .*name '\/usr\/bin\/acme0'.*\[layout\] files.*program = "\/usr\/bin\/foo".*--force.*\(yes\)/],
  ['a program of the same name elsewhere', { unit: 'ExecStart=/opt/other/acme0' }, /runs '\/opt\/other\/acme0'/],
  ['one that only begins like it', { unit: 'ExecStart=/usr/bin/acme01' }, /runs '\/usr\/bin\/acme01'/],
  ['one release for ever', { unit: 'ExecStart=/opt/acme/releases/1.0.0/acme0', files: { '/usr/bin/acme0': { link: '/opt/acme/current/acme0' }, '/opt/acme/current': { link: 'releases/1.0.0' } } }, /runs '\/opt\/acme\/releases\/1\.0\.0\/acme0', which is one release for ever: let its ExecStart= name '\/usr\/bin\/acme0'/],
  ['a script that only speaks of it', { unit: 'ExecStart=/srv/run', files: { '/srv/run': '#!/bin/sh\n# not /usr/bin/acme0\nexec /usr/bin/foo\n' } }, /runs '\/srv\/run'/],
  ['a shell that is told of another', { unit: 'ExecStart=/bin/sh -c "exec /usr/bin/foo"' }, /runs '\/bin\/sh'/],
  ['nothing', { unit: '' }, /runs nothing that this upgrade changes/],
  ['links in a circle', { unit: 'ExecStart=/a', files: { '/a': { link: '/b' }, '/b': { link: '/a' } } }, /runs '\/a'/],
  ['not what the settings say', { unit: 'ExecStart=/usr/bin/acme0', program: '/usr/bin/foo' }, /runs '\/usr\/bin\/acme0', and not '\/usr\/bin\/foo' as its \[\[unit\]\] says: correct 'program'/],
]
for (const [what, told, words] of foreign) test(`R1 a unit that runs ${what}`, async () => assert.match(said(await ask(told)), words))

test('R1 each unit for itself; one that rests or stops, and a socket, start nothing', async () => {
  const unit = (name: string, then: 'restart' | 'rest' | 'stop') => ({ name, then, restart: 'restart' as const })
  const told = (units: Plan['units']): Told => ({ unit: 'ExecStart=/usr/bin/foo', plan: { ...aPlan(), units } })
  assert.equal(said(await ask(told([unit('a.service', 'rest'), unit('b.service', 'stop'), unit('c.socket', 'restart')]))), 'yes')
  assert.match(said(await ask(told([unit('a.service', 'rest'), unit('d.service', 'restart')]))), /unit 'd\.service'/)
})

const travels = (path: string, newPath: string | null): PlannedCompanion => ({ name: 'x', path, newPath, newSha256: newPath === null ? null : 'a', keptSha256: null, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' })
const withCompanions = (...companions: readonly PlannedCompanion[]): Plan => ({ ...aPlan(), companions })
const files = { '/new': '[Service]\nExecStart=/usr/bin/acme0\n', '/bad': '[Service]\nExecStart=/usr/bin/foo\n', '/drop': '[Service]\nExecStart=\nExecStart=/usr/bin/acme0\n' }

test('R8 a unit that changes with this release is judged as it will be', async () => {
  const own = '/etc/systemd/system/acme.service'
  assert.equal(said(await ask({ files, unit: 'ExecStart=/usr/bin/foo', plan: withCompanions(travels(own, '/new')) })), 'yes')
  assert.match(said(await ask({ files, unit: 'ExecStart=/usr/bin/acme0', plan: withCompanions(travels(own, '/bad')) })), /runs '\/usr\/bin\/foo'/)
  assert.match(said(await ask({ files, unit: 'ExecStart=/usr/bin/foo', plan: withCompanions(travels('/etc/systemd/system/other.service', '/new')) })), /runs '\/usr\/bin\/foo'/)
})
test('R8 drop-ins are read in their order, with those that lie here; a file that hides it stays', async () => {
  const dropIn = '/etc/systemd/system/acme.service.d/50-x.conf'
  const local = { ...files, '/etc/systemd/system/acme.service': files['/bad'], '/etc/systemd/system/acme.service.d/60-local.conf': '[Service]\nExecStart=\nExecStart=/usr/bin/bar\n' }
  assert.equal(said(await ask({ files: local, plan: withCompanions(travels(dropIn, '/drop')) })), 'yes')
  assert.match(said(await ask({ files: local, loaded: { dropIns: ['/etc/systemd/system/acme.service.d/60-local.conf'] }, plan: withCompanions(travels(dropIn, '/drop')) })), /runs '\/usr\/bin\/bar'/)
  assert.match(said(await ask({ files: { ...local, [dropIn]: files['/drop'] }, loaded: { dropIns: [dropIn] }, plan: withCompanions(travels(dropIn, null)) })), /runs '\/usr\/bin\/foo'/, 'the drop-in goes')
  assert.match(said(await ask({ files: local, plan: withCompanions(travels('/usr/lib/systemd/system/acme.service', '/new')) })), /runs '\/usr\/bin\/foo'/, '/etc hides /usr/lib')
})
test('R8 an instance is defined by its template; specifiers that say which are filled in, others prove nothing', async () => {
  const plan = { ...withCompanions(travels('/etc/systemd/system/acme@.service', '/t')), units: [{ name: 'acme@acme0.service', restart: 'restart' as const, then: 'restart' as const }] }
  const template = (line: string): Told => ({ plan, files: { '/t': `[Service]\nExecStart=${line}\n` } })
  assert.equal(said(await ask(template('/usr/bin/%i'))), 'yes')
  assert.match(said(await ask(template('/usr/bin/%p'))), /runs '\/usr\/bin\/acme'/)
  assert.equal(said(await ask(template('%h/bin/x'))), 'yes')
})

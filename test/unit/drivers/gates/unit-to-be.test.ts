import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitToBe } from '../../../../src/drivers/gates/unit-to-be.ts'
import type { PlannedCompanion } from '../../../../src/upgrade/plan.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

const now = { commands: [{ program: '/now', argv: ['/now'] }], directory: '/now', file: '/usr/lib/systemd/system/a@.service', dropIns: [], refuses: [] }
const travels = (path: string, text: string): readonly [PlannedCompanion, Readonly<Record<string, string>>] =>
  [{ name: 'x', path, newPath: `/new${path}`, newSha256: 'a', keptSha256: null, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' }, { [`/new${path}`]: `[Service]\n${text}\n` }]
async function programsOf(unit: string, ...coming: readonly ReturnType<typeof travels>[]): Promise<readonly string[]> {
  const files = Object.assign({}, ...coming.map(([, file]) => file)) as Record<string, string>
  return (await unitToBe(unit, now, coming.map(([companion]) => companion), aConfigDisk(files))).commands.map(({ argv }) => argv.join(' '))
}

test('R8 what nothing of the release touches is what the manager has loaded', async () => {
  assert.deepEqual(await programsOf('a@b.service', travels('/etc/systemd/system/a.service', 'ExecStart=/new')), ['/now'])
})
test('R8 its own file, its template, what hides the one that is there; drop-ins of the unit, the template and the kind', async () => {
  const etc = '/etc/systemd/system'
  assert.deepEqual(await programsOf('a@b.service', travels(`${etc}/a@.service`, 'ExecStart=/new %i %p %n %N %% %X')), ['/new b a a@b.service a@b % %X'])
  assert.deepEqual(await programsOf('a@b-c\\x2dd.service', travels(`${etc}/a@.service`, 'ExecStart=/new %I')), ['/new b/c-d'])
  for (const directory of ['a@b.service.d', 'a@.service.d', 'service.d']) assert.deepEqual(await programsOf('a@b.service', travels(`${etc}/a@.service`, 'ExecStart=/new'), travels(`${etc}/${directory}/x.conf`, 'ExecStart=\nExecStart=/drop')), ['/drop'], directory)
})
test('R8 its file goes from one place and comes at another that counts for less: that one is read', async () => {
  const [gone] = travels('/etc/systemd/system/a@.service', '')
  const going: PlannedCompanion = { ...gone, newPath: null, newSha256: null, keptSha256: 'k' }
  const [coming, files] = travels('/usr/lib/systemd/system/a@.service', 'ExecStart=/moved')
  const inEtc = { ...now, file: '/etc/systemd/system/a@.service' }
  for (const companions of [[going, coming], [coming, going]]) assert.deepEqual((await unitToBe('a@b.service', inEtc, companions, aConfigDisk(files))).commands.map(({ program }) => program), ['/moved'])
  assert.deepEqual((await unitToBe('a@b.service', { ...now, file: '/run/systemd/system/a@.service' }, [coming], aConfigDisk({ ...files, '/run/systemd/system/a@.service': '[Service]\nExecStart=/run\n' }))).commands.map(({ program }) => program), ['/run'], 'what hides it goes on hiding it')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capabilities } from '../../../../src/drivers/gates/capabilities.ts'
import { failure } from '../../../../src/errors.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'

interface Told { readonly plan?: Plan; readonly has?: Readonly<Record<string, readonly string[]>>; readonly given?: readonly string[] | 'all'; readonly files?: Readonly<Record<string, Entry>> }
const [inPlace, bind, live] = [aPlan({ layout: 'in-place' }), ['cap_net_bind_service'], '/usr/bin/acme0']
function ask({ plan = inPlace, has = { [live]: bind }, given = [], files = {} }: Told): Promise<Answer> {
  const disk = aConfigDisk({ [live]: { mode: 0o755 }, ...files })
  return capabilities({ disk, capabilitiesOf: async (path) => has[path] ?? [], given: async () => given }).ask(plan, new AbortController().signal)
}
const said = (answer: Answer): string => (answer.kind === 'no' ? `${answer.reason}: ${answer.next} (${answer.overridable})` : 'yes')
const travels = (text: string): Told => ({
  plan: { ...inPlace, companions: [{ name: 'u', path: '/etc/systemd/system/acme.service', newPath: '/n', newSha256: 'a', keptSha256: null, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' }] }, files: { '/n': text },
})

test('S8 a capability of the live file, which the new one would not have, is said with the way to keep it', async () => {
  assert.match(said(await ask({})), /'\/usr\/bin\/acme0' has rights of its own \(cap_net_bind_service\), which the new file will not have: let the unit give them: 'systemctl edit acme\.service', \[Service\] AmbientCapabilities=CAP_NET_BIND_SERVICE; or '--force'.*\(yes\)/)
  assert.match(said(await ask({ given: ['cap_net_raw'] })), /cap_net_bind_service/)
})
test('S8 setuid and setgid are rights, too', async () => {
  assert.match(said(await ask({ has: {}, files: { [live]: { mode: 0o6755 } } })), /\(setuid, setgid\), which the new file will not have: let the unit that starts it/)
  assert.equal(said(await ask({ has: {} })), 'yes')
})
test('S8 a unit that gives it, runs as root, or will give it, needs nothing of the file', async () => {
  assert.equal(said(await ask({ given: [...bind, 'cap_net_raw'] })), 'yes')
  assert.equal(said(await ask({ given: 'all' })), 'yes')
  assert.equal(said(await ask(travels('[Service]\nAmbientCapabilities=CAP_NET_RAW CAP_NET_BIND_SERVICE\n'))), 'yes')
  assert.match(said(await ask(travels('[Service]\n#AmbientCapabilities=CAP_NET_BIND_SERVICE\n'))), /rights of its own/)
})
test('S8 a release directory that has it still is no loss; with links it is the file behind them that counts', async () => {
  const plan = aPlan()
  const files: Readonly<Record<string, Entry>> = { [live]: { link: '/opt/acme/current/acme0' }, '/opt/acme/current': { link: 'releases/1.0.0' }, '/opt/acme/releases/1.0.0/acme0': { mode: 0o755 } }
  const old = { '/opt/acme/releases/1.0.0/acme0': bind }
  assert.match(said(await ask({ plan, files, has: old })), /'\/usr\/bin\/acme0' has rights/)
  assert.equal(said(await ask({ plan, files, has: { ...old, [plan.files[0].newPath]: bind } })), 'yes')
})
test('S8 a first install loses nothing, without units it is said all the same, and what cannot be told is nothing', async () => {
  assert.equal(said(await ask({ plan: aPlan({ layout: 'in-place', from: 'nothing' }) })), 'yes')
  assert.match(said(await ask({ plan: { ...inPlace, units: [] }, given: 'all' })), /rights of its own/)
  const blind = capabilities({ disk: aConfigDisk({ [live]: {} }), capabilitiesOf: async () => { throw failure('IO', 'no') }, given: async () => [] })
  assert.deepEqual(await blind.ask(inPlace, new AbortController().signal), { kind: 'yes' })
})

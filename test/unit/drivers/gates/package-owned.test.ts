import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packageOwned } from '../../../../src/drivers/gates/package-owned.ts'
import type { CommandResult } from '../../../../src/host/types.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

const plan = { files: [{ publicPath: '/usr/local/bin/jaco' }, { publicPath: '/usr/bin/etcd' }] } as unknown as Plan
const fedora = { '/usr/bin/rpm': 'x', '/var/lib/rpm/rpmdb.sqlite': 'x', '/usr/bin/etcd': 'x' }

function ask(disk: Readonly<Record<string, string>>, result: Partial<CommandResult> = {}): Promise<Answer> {
  return packageOwned(aConfigDisk(disk), { run: async () => ({ status: 0, output: '', trouble: null, ...result }) }).ask(plan, new AbortController().signal)
}

test('E41 files of nobody pass', async () => assert.deepEqual(await ask({ '/var/lib/dpkg/info/a.list': '/usr/bin/a\n' }), { kind: 'yes' }))
test('E41 a file of a Debian package is refused, and cannot be forced', async () => {
  assert.deepEqual(await ask({ '/var/lib/dpkg/info/etcd-server.list': '/usr/bin/etcd\n' }), {
    kind: 'no', reason: "'/usr/bin/etcd' belongs to the package 'etcd-server'", next: 'give the file a path of its own under /usr/local in [layout] files, or remove the package', overridable: 'no',
  })
})
test('E41 a unit file of a package is refused too; what is to be changed in it belongs in a drop-in', async () => {
  const disk = aConfigDisk({ '/var/lib/dpkg/info/nginx.list': '/usr/lib/systemd/system/nginx.service\n' })
  const answer = await packageOwned(disk, { run: async () => ({ status: 0, output: '', trouble: null }) }).ask({ ...plan, companions: [{ path: '/usr/lib/systemd/system/nginx.service' }] }, new AbortController().signal)
  assert.equal(answer.kind === 'no' && `${answer.reason}; ${answer.next}`, "'/usr/lib/systemd/system/nginx.service' belongs to the package 'nginx'; give it another place in its [[file]] table, or remove the package; what is to be changed in a package's unit belongs in a drop-in")
})
test('E41 a file of an RPM package too', async () => {
  const answer = await ask(fedora, { output: 'etcd\n' })
  assert.equal(answer.kind === 'no' && answer.reason, "'/usr/bin/etcd' belongs to the package 'etcd'")
})
test('E41 when rpm cannot be asked, only a person may go on', async () => {
  const answer = await ask(fedora, { status: null, trouble: 'timed out after 20 s' })
  assert.equal(answer.kind === 'no' && answer.overridable, 'yes')
  assert.match(answer.kind === 'no' ? answer.reason : '', /it is not known whether a package owns the files: rpm gave no answer: timed out/)
})

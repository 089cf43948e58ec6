import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributes } from '../../../../src/drivers/gates/attributes.ts'
import type { FileMarks } from '../../../../src/host/types.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aConfigDisk, type Entry } from '../../../support/config-disk.ts'

const [inPlace, linked, live] = [aPlan({ layout: 'in-place' }), aPlan(), '/usr/bin/acme0']
const selinux: Readonly<Record<string, Entry>> = { '/sys/fs/selinux/enforce': {} }
const label = (type: string): Partial<FileMarks> => ({ label: `system_u:object_r:${type}:s0` })

async function said(has: Readonly<Record<string, Partial<FileMarks>>>, plan: Plan = inPlace, files: Readonly<Record<string, Entry>> = {}): Promise<string> {
  const gate = attributes({ disk: aConfigDisk({ [live]: { mode: 0o755 }, ...files }), marksOf: async (path) => ({ acl: null, aclForNew: null, label: null, ...has[path] }) })
  const answer = await gate.ask(plan, new AbortController().signal)
  assert.equal(answer.kind, 'yes', 'nobody is refused for it')
  return (answer.kind === 'yes' ? answer.remark : undefined) ?? 'nothing'
}

test('S8 an ACL of the live file is said, unless its directory gives one to the new file, too', async () => {
  assert.equal(await said({}), 'nothing')
  assert.equal(await said({ [live]: { acl: '02' } }), `'/usr/bin/acme0' has an ACL of its own, which the new file will not have ('getfacl' shows it)`)
  assert.equal(await said({ [live]: { acl: '02' }, '/usr/bin': { aclForNew: '03' } }), 'nothing')
  assert.equal(await said({ [live]: { acl: '02' } }, aPlan({ layout: 'in-place', from: 'nothing' })), 'nothing', 'a first install')
})
test('S8 with links it is the file of the release that counts, as it lies there', async () => {
  const [old, coming] = ['/opt/acme/releases/1.0.0/acme0', linked.files[0].newPath]
  const files: Readonly<Record<string, Entry>> = { [live]: { link: '/opt/acme/current/acme0' }, '/opt/acme/current': { link: 'releases/1.0.0' }, [old]: { mode: 0o755 }, ...selinux }
  assert.match(await said({ [old]: { acl: '02' }, [coming]: { acl: '03' } }, linked, files), /has an ACL of its own/)
  assert.equal(await said({ [old]: { acl: '02' }, [coming]: { acl: '02' } }, linked, files), 'nothing')
  assert.match(await said({ [old]: label('bin_t'), [coming]: label('var_lib_t') }, linked, files), /'\/usr\/bin\/acme0' has the SELinux type 'bin_t', and the new file will have 'var_lib_t'/)
})
test('S8 an SELinux type of its own is said where SELinux is at work; who made the file is not', async () => {
  const odd = { [live]: label('acmed_exec_t'), '/usr/bin': label('bin_t') }
  assert.match(await said(odd, inPlace, selinux), /has the SELinux type 'acmed_exec_t', and the new file will have 'bin_t', as its directory has \('restorecon' gives/)
  assert.equal(await said(odd), 'nothing', 'labels that an SELinux of long ago has left')
  assert.equal(await said({ [live]: label('bin_t'), '/usr/bin': { label: 'unconfined_u:object_r:bin_t:s0' } }, inPlace, selinux), 'nothing')
  assert.equal(await said({ [live]: label('acmed_exec_t') }, inPlace, selinux), 'nothing', 'nobody can tell')
})

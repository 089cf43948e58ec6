import assert from 'node:assert/strict'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { changesDisk } from '../../../src/host/changes-disk.ts'
import { fileMarksOf } from '../../../src/host/file-marks-of.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { aclValue, giveAttribute } from '../../support/an-attribute.ts'

test('S8 what setfacl(1) said of a file stays with that file; what it said of a directory, new files have', async (t) => {
  const home = aDirectory(t)
  const [live, kept, staged, other] = [join(home, 'acmed'), join(home, 'acmed.kept'), join(home, 'acmed.upgrading'), join(home, 'other')]
  writeFileSync(live, 'x')
  assert.deepEqual(await fileMarksOf(live), { acl: null, aclForNew: null, label: null })
  await giveAttribute(live, 'system.posix_acl_access', aclValue())
  const own = (await fileMarksOf(live)).acl
  assert.ok(own !== null)
  await changesDisk.link(live, kept)
  await changesDisk.copy(live, staged, { mode: 0o755, uid: 0, gid: 0 })
  renameSync(staged, live)
  assert.deepEqual([(await fileMarksOf(live)).acl, (await fileMarksOf(kept)).acl], [null, own])
  mkdirSync(other)
  await giveAttribute(other, 'system.posix_acl_default', aclValue())
  await changesDisk.copy(live, join(other, 'acmed'), { mode: 0o755, uid: 0, gid: 0 })
  assert.ok((await fileMarksOf(other)).aclForNew !== null)
  assert.ok((await fileMarksOf(join(other, 'acmed'))).acl !== null)
})
test('S8 what is not there, and a file system without such things, have none', async (t) => {
  for (const path of [join(aDirectory(t), 'none'), '/proc/self/comm']) assert.deepEqual(await fileMarksOf(path), { acl: null, aclForNew: null, label: null }, path)
})

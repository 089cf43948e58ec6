import assert from 'node:assert/strict'
import { renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { capabilitiesOf } from '../../../src/host/capabilities-of.ts'
import { changesDisk } from '../../../src/host/changes-disk.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { capabilityValue, giveAttribute } from '../../support/an-attribute.ts'

test('S8 what setcap(8) gave a file is told, and stays with that file: a second name has it, a copy has not', async (t) => {
  const home = aDirectory(t)
  const at = (name: string): string => join(home, name)
  writeFileSync(at('acmed'), 'x')
  assert.deepEqual(await capabilitiesOf(at('acmed')), [])
  await giveAttribute(at('acmed'), 'security.capability', capabilityValue(10))
  assert.deepEqual(await capabilitiesOf(at('acmed')), ['cap_net_bind_service'])
  await changesDisk.link(at('acmed'), at('acmed.kept'))
  await changesDisk.copy(at('acmed'), at('acmed.upgrading'), { mode: 0o755, uid: 0, gid: 0 })
  renameSync(at('acmed.upgrading'), at('acmed'))
  assert.deepEqual([await capabilitiesOf(at('acmed')), await capabilitiesOf(at('acmed.kept'))], [[], ['cap_net_bind_service']])
})
test('S8 what is not there, a link, and a file system without such things have none', async (t) => {
  const home = aDirectory(t)
  symlinkSync('/bin/sh', join(home, 'link'))
  for (const path of [join(home, 'none'), join(home, 'none', 'below'), join(home, 'link'), '/proc/self/comm']) assert.deepEqual(await capabilitiesOf(path), [], path)
})

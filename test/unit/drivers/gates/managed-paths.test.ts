import assert from 'node:assert/strict'
import { test } from 'node:test'
import { managedPaths } from '../../../../src/drivers/gates/managed-paths.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

const disk = aConfigDisk({
  '/opt/acme/releases/1.0.0/acme0': '', '/opt/acme/current': { link: 'releases/1.0.0' }, '/usr/bin/acme0': { link: '/opt/acme/current/acme0' },
  '/srv/acme': { link: '/opt/acme' }, '/srv/latest': { link: 'acme/current' }, '/srv/old': { link: '/opt/acme/releases/1.0.0' }, '/srv/round': { link: 'round' },
})
const changedBy = (layout: 'links' | 'in-place', path: string): Promise<'yes' | 'no'> => managedPaths(aPlan({ layout }), disk).isChanged(path)

test('by name, link after link: what is reached on the way changes, today\'s file by itself does not', async () => {
  for (const path of ['/usr/bin/acme0', '/usr/bin/../bin/acme0', '/opt/acme/current', '/opt/acme/current/bin/x', '/srv/acme/current/acme0', '/srv/latest/x.jar']) assert.equal(await changedBy('links', path), 'yes', path)
  for (const path of ['/opt/acme/releases/1.0.0/acme0', '/srv/old/acme0', '/srv/round', '/opt/acme/currently', '/nowhere/x']) assert.equal(await changedBy('links', path), 'no', path)
})
test('in place only the files themselves change', async () => {
  assert.deepEqual([await changedBy('in-place', '/usr/bin/acme0'), await changedBy('in-place', '/opt/acme/current/acme0')], ['yes', 'no'])
})
test('a name without a path means what a shell would find', () => {
  const managed = managedPaths(aPlan(), disk)
  assert.deepEqual(['acme0', 'acme', ''].map((name) => managed.isFoundBy(name)), ['yes', 'no', 'no'])
})

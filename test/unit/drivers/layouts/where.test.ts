import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptFile, releasesIn } from '../../../../src/drivers/layouts/where.ts'

const links = { kind: 'links', home: '/opt/jaco' }
const inPlace = { kind: 'in-place' }
const file = { name: 'jacod', publicPath: '/usr/local/bin/jacod' }

test('links keeps releases in its home, so that a switch is one rename; in-place has none, so they lie with us', () => {
  assert.equal(releasesIn(links, '/var/lib/app-upgrade/jaco/releases'), '/opt/jaco/releases')
  assert.equal(releasesIn(inPlace, '/var/lib/app-upgrade/jaco/releases'), '/var/lib/app-upgrade/jaco/releases')
})

test('S4 the version before is found where its layout left it', () => {
  assert.equal(keptFile(links, '/opt/jaco/releases/0.1.0', file), '/opt/jaco/releases/0.1.0/jacod')
  assert.equal(keptFile(inPlace, '/anything', file), '/usr/local/bin/jacod.prev')
})

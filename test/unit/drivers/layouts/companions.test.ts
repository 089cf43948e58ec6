import assert from 'node:assert/strict'
import { test } from 'node:test'
import { besideCompanion, companionsOf } from '../../../../src/drivers/layouts/companions.ts'
import { aPlan } from '../../../support/a-plan.ts'

test('what lies beside a companion is passed over by whoever reads its directory', () => {
  for (const name of Object.values(besideCompanion('/etc/cron.d/acme'))) {
    // cronie: a dot in front, or a tilde behind; logrotate: a tilde; glob(7): a dot.
    assert.match(name, /^\/etc\/cron\.d\/\.acme\.\w+~$/)
  }
  assert.equal(new Set(Object.values(besideCompanion('/etc/cron.d/acme'))).size, 3)
  assert.equal(besideCompanion('/etc/systemd/system/acme.service.d/10-acme.conf').kept, '/etc/systemd/system/acme.service.d/.10-acme.conf.kept~')
})

test('a plan without companions has none', () => {
  assert.deepEqual(companionsOf(aPlan()), [])
  assert.equal(companionsOf(aPlan({ companions: 'travel' })).length, 3)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitUnchanged } from '../../../../src/drivers/gates/unit-unchanged.ts'
import { failure } from '../../../../src/errors.ts'
import type { UnitDefinition } from '../../../../src/systemd/unit-definition.ts'
import { aPlan } from '../../../support/a-plan.ts'

const unit: UnitDefinition = { commands: [{ program: '/usr/bin/acme0', argv: ['/usr/bin/acme0'] }], directory: null, file: '/etc/systemd/system/acme.service', dropIns: [], refuses: [] }
async function asked(now: UnitDefinition | null, then: UnitDefinition | null = unit): Promise<string> {
  let told = then
  const gate = await unitUnchanged(['acme.service'], async () => { if (told === null) throw failure('UNAVAILABLE', 'the bus is gone'); return { ...told } })
  told = now
  const said = await gate.ask(aPlan(), new AbortController().signal)
  return said.kind === 'no' ? `${said.reason}: ${said.next} (${said.overridable})` : said.kind
}

test('F44 a unit that is what it was', async () => assert.equal(await asked(unit), 'yes'))
test('F44 a unit that was edited while the release was acquired and rehearsed: nothing is begun', async () => {
  assert.match(await asked({ ...unit, commands: [{ program: '/opt/other', argv: ['/opt/other'] }] }), /^unit 'acme\.service' was edited while the upgrade was prepared: nothing was changed.*upgrade again \(no\)$/)
  for (const edited of [{ ...unit, dropIns: ['/etc/systemd/system/acme.service.d/override.conf'] }, { ...unit, directory: '/srv' }, { ...unit, file: '/run/systemd/system/acme.service' }]) assert.match(await asked(edited), /was edited/)
})
test('F44 what could not be looked at then is refused by others, and a bus that has gone since is no yes', async () => {
  assert.equal(await asked(unit, null), 'yes')
  await assert.rejects(asked(null), { code: 'UNAVAILABLE' })
})

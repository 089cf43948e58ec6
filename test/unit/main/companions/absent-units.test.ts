import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Absent, absentUnits } from '../../../../src/main/companions/absent-units.ts'

const directory = '/etc/systemd/system/'
const brings = (...units: readonly string[]): object => ({ version: '2.0.0', extras: units.map((unit) => ({ name: `units/${unit}` })) })
const asked = (differs: object): Promise<{ readonly remarks: readonly string[]; readonly refusal: Awaited<ReturnType<typeof absentUnits>>['refusal'] }> => absentUnits({
  units: ['acme-wroker.service'], records: [], way: 'on', admitted: brings('acme.service', 'acme-worker.service'), similar: async (_unit: string, others: readonly string[]) => others[0] ?? null,
  settings: { companions: [{ from: 'units/', to: directory }], units: [{ name: 'acme.service' }, { name: 'acme-wroker.service' }] }, ...differs,
} as unknown as Absent)
const words = ({ refusal }: Awaited<ReturnType<typeof asked>>): string => (refusal === null ? 'none' : `${refusal.reason}: ${refusal.next} (${refusal.overridable})`)

test('R1 a unit that is nowhere, and never was, is misspelt: refused, with the one that the release brings', async () => {
  const said = await asked({})
  assert.match(words(said), /neither version 2\.0\.0 nor this host has a unit 'acme-wroker\.service', and no release here ever had: did you mean 'acme-worker\.service'\? correct the name under \[\[unit\]\].*'--force'.*\(yes\)/)
  assert.deepEqual(said.remarks, [])
  assert.doesNotMatch(words(await asked({ admitted: brings('acme.service') })), /did you mean/, 'one that is named already is not meant')
})

test('two are told together, the first unit like any other', async () => {
  assert.match(words(await asked({ units: ['acme.service', 'acme-wroker.service'] })), /units 'acme\.service', 'acme-wroker\.service'/)
})

test('R8 one that an earlier release had, or that a [[file]] names, is waited for, and said', async () => {
  const records = [{ state: { plan: { companions: [{ path: `${directory}acme-wroker.service` }] } } }]
  for (const differs of [{ records }, { settings: { companions: [{ from: 'units/acme-wroker.service', to: `${directory}acme-wroker.service` }], units: [] } }]) {
    const said = await asked(differs)
    assert.equal(said.refusal, null)
    assert.match(said.remarks.join(), /^neither 2\.0\.0 nor this host has a unit 'acme-wroker\.service': nothing is restarted for it/)
  }
})

test('whoever goes back is told, and let through', async () => {
  const said = await asked({ way: 'back' })
  assert.deepEqual([said.refusal, said.remarks.length], [null, 1])
})

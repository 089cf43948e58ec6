import assert from 'node:assert/strict'
import { test } from 'node:test'
import { companionsFound, filesFound, movesUnitFiles } from '../../../src/upgrade/laid-down.ts'
import { aPlan } from '../../support/a-plan.ts'

const found = (publicPath: string) => ({ publicPath, sha256: null, keptSha256: null, newSha256: null })

test('what was found is told by its path, and what nobody looked at is left out', () => {
  const plan = aPlan({ files: 2, companions: 'travel' })
  const unit = plan.companions?.[0]?.path ?? ''
  const live = { files: [found('/usr/bin/acme1'), found('/usr/bin/other')], companions: [found(unit)] }
  assert.deepEqual(filesFound(plan, live).map(({ name }) => name), ['acme1'])
  assert.deepEqual(companionsFound(plan, live).map(({ path }) => path), [unit])
  assert.deepEqual(companionsFound(plan, { files: [] }), [])
})

test('only unit files are read by the service manager', () => {
  const plan = aPlan({ companions: 'travel' })
  assert.deepEqual([movesUnitFiles(aPlan()), movesUnitFiles(plan)], [false, true])
  assert.equal(movesUnitFiles({ companions: (plan.companions ?? []).map((one) => ({ ...one, isUnitFile: 'no' as const })) }), false)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runsSince, type RunsSince, type UnitSince } from '../../../../src/upgrade/steps/runs-since.ts'

const unit = (invocation: string, isDown: 'yes' | 'no', name = 'acme.service', before: string | null = 'before'): UnitSince => ({ unit: name, invocation, before, isDown })
const usual: RunsSince = { files: 'new', life: 'same', latch: 'open', stopped: null, units: [unit('ours', 'no')] }
const kindOf = (facts: Partial<RunsSince>): string => {
  const verdict = runsSince({ ...usual, ...facts })
  return verdict.kind === 'somebody' ? `somebody: ${verdict.run.unit} ${verdict.run.invocation}` : verdict.kind
}
const down = [unit('ours', 'yes')]
const stopped = [{ unit: 'acme.service', invocation: 'ours' }]

describe('g31 who has run since the snapshot, row by row (decision 0045)', () => {
  test('the run of before goes on: the new version never ran, and there is nothing to put back', () => {
    for (const facts of [{}, { life: 'another' }, { files: 'other' }, { latch: 'shut' }] as const) assert.equal(kindOf({ ...facts, units: [unit('before', 'no')] }), 'nobody')
    assert.equal(kindOf({ units: [unit('before', 'no'), unit('ours', 'no', 'helper.service')] }), 'ours', 'one of two does not count')
    assert.equal(kindOf({ units: [unit('before', 'yes')] }), 'ours', 'one that was stopped may be on its way to a start')
  })

  test('kept from being started ever since: ours, whatever else is not known', () => {
    assert.equal(kindOf({ latch: 'shut', files: 'other', life: 'another', units: down }), 'ours')
  })

  test('as we had stopped it, or forgotten with the life of the service manager: ours', () => {
    for (const life of ['same', 'another'] as const) for (const files of ['new', 'other'] as const) {
      assert.equal(kindOf({ stopped, files, life, units: down }), 'ours')
      assert.equal(kindOf({ stopped, files, life, units: [unit('', 'yes')] }), 'ours')
    }
  })

  test('started since we had stopped it, whether it still runs or not: somebody', () => {
    for (const files of ['new', 'other'] as const) {
      assert.equal(kindOf({ stopped, files, units: [unit('theirs', 'yes')] }), 'somebody: acme.service theirs')
      assert.equal(kindOf({ stopped, files, units: [unit('theirs', 'no')] }), 'somebody: acme.service theirs')
    }
    assert.equal(kindOf({ stopped: [{ unit: 'acme.service', invocation: '' }], units: [unit('theirs', 'yes')] }), 'somebody: acme.service theirs', 'at boot nothing had run')
    assert.equal(kindOf({ stopped: [...stopped, { unit: 'helper.service', invocation: 'x' }], units: [...down, unit('y', 'yes', 'helper.service')] }), 'somebody: helper.service y')
  })

  test('stopped, and nobody wrote down what had run: only what runs now is somebody', () => {
    assert.equal(kindOf({ stopped: [], units: down }), 'ours')
    assert.equal(kindOf({ stopped: [], units: [unit('theirs', 'no')] }), 'somebody: acme.service theirs')
  })

  test('nothing was put back in the life of the upgrade: whatever runs is the new version, also by Restart= or a person', () => {
    for (const units of [[unit('ours', 'no')], [unit('by Restart=', 'no')], [unit('theirs', 'yes')], [unit('', 'yes')]]) assert.equal(kindOf({ units }), 'ours')
  })

  test('a boot has started it before anybody settled it, or the files were put back by others: somebody', () => {
    assert.equal(kindOf({ life: 'another' }), 'somebody: acme.service ours')
    assert.equal(kindOf({ files: 'other' }), 'somebody: acme.service ours')
    assert.equal(kindOf({ files: 'other', units: [unit('before', 'yes')] }), 'ours', 'the run of before is nobody\'s since')
  })

  test('nothing has run in this life: ours', () => {
    assert.equal(kindOf({ life: 'another', files: 'other', units: [unit('', 'yes')] }), 'ours')
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appPrefix, downtimeText, endedWell, exitCodeOfReport, moodOfReport, textOfReport, troubleIn } from '../../../../src/cli/words/report.ts'
import type { Report } from '../../../../src/upgrade/report.ts'
import { aReport, aRolledBackReport } from '../../../support/scripted-world.ts'

const exits: readonly (readonly [Report['outcome'], number])[] = [
  ['upgraded', 0], ['nothing', 0], ['planned', 0], ['swapped', 0], ['settled', 0], ['refused', 40], ['rolled-back', 41], ['stuck', 42], ['failed', 70],
]
for (const [outcome, exit] of exits) {
  test(`${outcome} without a trouble leaves with ${exit}, has a mood and a text`, () => {
    const report = aReport({ outcome })
    assert.equal(exitCodeOfReport(report), exit)
    assert.equal(endedWell(report), exit === 0)
    assert.notEqual(moodOfReport(report), exit === 0 ? 'bad' : 'good')
    assert.match(textOfReport(report), /\S\n$/)
    assert.doesNotMatch(textOfReport(report), /undefined|null/)
  })
}

test('failed and refused leave with the code of their trouble; rolled back and stuck never do', () => {
  const trouble = { code: 'TEMPORARY', messages: ['busy'], next: null } as const
  assert.equal(exitCodeOfReport(aReport({ outcome: 'failed', trouble })), 75)
  assert.equal(exitCodeOfReport(aReport({ outcome: 'rolled-back', trouble })), 41)
  assert.equal(exitCodeOfReport(aReport({ outcome: 'stuck', trouble })), 42)
})

test('the example of architecture section 11, to the letter', () => {
  assert.equal(textOfReport(aRolledBackReport({ lines: [] })), [
    "app-upgrade: the new version did not become healthy: unit 'acme.service' failed 3 times in 60 s",
    "  because: exit status 1: unknown key 'listen_adress' in '/etc/acme.conf'",
    '  now:     1.4.2 is running again (rolled back, 4 s without service)',
    "  next:    2.0.0 is skipped until a newer release, or 'app-upgrade unskip acme 2.0.0'", ''].join('\n'))
})

test('a rollback at boot, which restarts nothing, does not claim that anything runs', () => {
  const text = textOfReport(aRolledBackReport({ downtimeMs: null }))
  assert.match(text, /1\.4\.2 is live again \(rolled back\)/)
  assert.doesNotMatch(text, /running/)
})

test('stuck never says that something runs, also when something lies in place', () => {
  assert.match(textOfReport(aRolledBackReport({ outcome: 'stuck', running: '1.4.2' })), /now: {5}1\.4\.2 is in place, but not proven to run/)
  assert.match(textOfReport(aRolledBackReport({ outcome: 'stuck', running: null })), /no version is proven to run/)
})

test('downtime is told after every restart, and its absence too', () => {
  assert.match(textOfReport(aReport()), /0\.4 s without service/)
  assert.equal(downtimeText(null), 'time without service not measured')
})

test('lines of the system journal are the last fifty, indented, and each of bounded length', () => {
  const text = textOfReport(aRolledBackReport({ lines: Array.from({ length: 99 }, (_, index) => `line ${index} ${'x'.repeat(999)}`) }))
  assert.equal(text.split('\n').filter((line) => line.startsWith('    line')).length, 50)
  assert.ok(text.split('\n').every((line) => line.length < 520))
})

test('a note that repeats the headline is not said twice', () => {
  const text = textOfReport(aReport({ outcome: 'nothing', running: '2.0.0', notes: ['2.0.0 is live already', 'something else'] }))
  assert.equal(text, 'acme: nothing to do, 2.0.0 is live already\n  note:    something else\n')
})

test('a settled transaction says which, and what is live', () => {
  assert.equal(textOfReport(aReport({ outcome: 'settled', transaction: 't1' })), 'acme: transaction t1 is settled, 2.0.0 is live\n')
  assert.equal(textOfReport(aReport({ outcome: 'settled', app: null, transaction: null })), 'nothing was left to settle\n')
})

test('a first version has nothing before it', () => {
  assert.match(textOfReport(aReport({ from: null })), /^acme: 2\.0\.0 is live \(the first version here\)/)
})

test('the app and the trouble are made safe, and there is a trouble for every ill end', () => {
  assert.equal(appPrefix(aReport({ app: 'a\nb' })), 'a\\x0ab: ')
  assert.equal(troubleIn(aReport({ outcome: 'refused' })).code, 'REFUSED')
  assert.equal(troubleIn(aReport({ outcome: 'stuck' })).code, 'STUCK')
})

test('without systemd the operator is told what to do, once', () => {
  assert.match(textOfReport(aReport({ outcome: 'swapped' })), /\n {2}warning: there is no systemd here/)
  assert.equal(textOfReport(aReport({ outcome: 'swapped', notes: ['restart it'] })).match(/warning:/g)?.length, 1)
})

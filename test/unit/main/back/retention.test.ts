import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { surplusAfter, tidied } from '../../../../src/main/back/retention.ts'
import { emptyReport, type Report } from '../../../../src/upgrade/report.ts'
import { directoryIn } from '../../../support/a-life.ts'
import { aLivedHost, type LivedHost } from '../../../support/a-lived-host.ts'

const left = ({ home }: LivedHost): readonly string[] => readdirSync(join(home, 'releases')).toSorted()
const ended = (outcome: Report['outcome']): Report => emptyReport('acme', outcome)
const names = (directories: readonly string[]): readonly string[] => directories.map((directory) => directory.split('/').at(-1) ?? '')

test('P16 a plan lets go of the longest unused, never of what is live nor of what becomes so', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0', '1.3.0'], { keepReleases: 2 })
  host.lay('2.0.0')
  assert.deepEqual(names(await surplusAfter(host.app, host.state, directoryIn('2.0.0', host.home))), ['1.0.0', '1.1.0', '1.2.0'])
  const none = { ...host.app, settings: { ...host.app.settings, policy: { ...host.app.settings.policy, keepReleases: 0, keepMs: 1 } } }
  assert.deepEqual(names(await surplusAfter(none, host.state, directoryIn('2.0.0', host.home))), ['1.0.0', '1.1.0', '1.2.0'], 'the live one is the last good from then on')
  assert.deepEqual(names(await surplusAfter({ ...host.app, settings: { ...host.app.settings, policy: { ...host.app.settings.policy, keepReleases: 9 } } }, host.state, directoryIn('2.0.0', host.home))), [])
})

test('P16 P15 going back lets go of what is not used any more, not of the highest or the lowest version', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '3.0.0', '1.0.0', '1.2.0'], { keepReleases: 3 })
  host.lay('1.3.0')
  assert.deepEqual(names(await surplusAfter(host.app, host.state, directoryIn('1.3.0', host.home))), ['1.1.0', '3.0.0'])
})

test('P16 a failed release is kept to be looked at, and goes by the same rule', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '2.0.0!'], { keepReleases: 3 })
  await tidied(host.app, host.state, ended('rolled-back'))
  assert.deepEqual(left(host), ['1.0.0', '1.1.0', '2.0.0'])
  const many = aLivedHost(t, ['1.0.0', '1.1.0', '2.0.0!', '2.0.1!', '2.0.2!', '2.0.3!'], { keepReleases: 3 })
  await tidied(many.app, many.state, ended('rolled-back'))
  assert.deepEqual(left(many), ['1.0.0', '1.1.0', '2.0.3'])
})

test('P16 never the live one and never the last good, though none should be kept and both are too old', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0'], { keepReleases: 0, keepMs: 1 })
  await tidied(host.app, host.state, ended('nothing'))
  assert.deepEqual(left(host), ['1.1.0', '1.2.0'])
})

test('P16 a timer that finds nothing new for a year lets go by age', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0', '1.3.0'], { keepReleases: 9, keepMs: 7 * 24 * 3_600_000 })
  await tidied(host.app, host.state, ended('nothing'))
  assert.deepEqual(left(host), ['1.2.0', '1.3.0'])
})

test('I7 what was laid down and refused by a gate waits, one of them', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0'], { keepReleases: 2 })
  for (const version of ['2.0.0', '2.0.1']) {
    host.lay(version)
    chmodSync(directoryIn(version, host.home), 0o755)
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  await tidied(host.app, host.state, ended('refused'))
  assert.equal(left(host).length, 3)
})

test('f20 P16 a release that some process still executes stays, and goes when that has ended', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0'], { keepReleases: 2 })
  const program = join(directoryIn('1.0.0', host.home), 'helper')
  copyFileSync('/bin/cat', program)
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  child.stdin.write('hello')
  await once(child.stdout, 'data')
  await tidied(host.app, host.state, ended('nothing'))
  assert.deepEqual(left(host), ['1.0.0', '1.1.0', '1.2.0'])
  child.stdin.end()
  await once(child, 'exit')
  await tidied(host.app, host.state, ended('nothing'))
  assert.deepEqual(left(host), ['1.1.0', '1.2.0'])
})

test('nothing is let go of after a dry run, while nobody can say what runs, or while something is still owed', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0', '1.3.0'], { keepReleases: 0 })
  for (const outcome of ['planned', 'stuck', 'upgraded', 'swapped'] as const) await tidied(host.app, host.state, ended(outcome))
  const open = host.state.records.map((record) => (record.state === null ? record : { ...record, state: { ...record.state, closed: null } }))
  await tidied(host.app, { ...host.state, records: open }, ended('nothing'))
  assert.equal(left(host).length, 4)
})

test('what cannot be removed is no reason to fail', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0'], { keepReleases: 0 })
  mkdirSync(join(directoryIn('1.0.0', host.home), ...Array.from({ length: 200 }, () => 'deep')), { recursive: true })
  const { outcome, notes } = await tidied(host.app, host.state, ended('nothing'))
  assert.deepEqual([outcome, notes.length], ['nothing', 1])
  assert.match(notes[0] ?? '', /^old releases could not be removed: '.*1\.0\.0' is deeper than/)
})

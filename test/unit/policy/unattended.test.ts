import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWindow } from '../../../src/formats/window.ts'
import type { Rules } from '../../../src/policy/standing.ts'
import { noTries, tryAgain } from '../../../src/policy/try-again.ts'
import { type Circumstances, mayAct, type Permission, remarksFor } from '../../../src/policy/unattended.ts'
import { aHold, someRules } from '../../support/a-standing.ts'

const at = (text: string): number => Date.parse(text)
/** Saturday, 12:00 UTC. */
const noon = at('2026-11-21T12:00Z')
function facts(changes: Partial<Circumstances> = {}, rules: Partial<Rules> = {}): Circumstances {
  return { rules: someRules(rules), occasion: 'timer', off: [], lastLookMs: noon - 60_000, nowMs: noon, zone: 'UTC', ...changes }
}
const closed = { windows: [parseWindow('Sat 02:00-05:00 Europe/Berlin')] }
const open = { windows: [parseWindow('Sat 10:00-14:00 UTC')] }
const because = (permission: Permission): string => permission.because ?? ''

test('nothing is in the way of a timer by default', () => {
  assert.deepEqual(mayAct(facts()), { kind: 'act', because: null, closesMs: null })
})

test('P8 a switched off timer does nothing at all, and says where the switch is and why', () => {
  assert.deepEqual(mayAct(facts({ off: [{ path: '/etc/app-upgrade/no-auto', reason: 'freeze until January' }] })),
    { kind: 'rest', because: "unattended upgrades are switched off by '/etc/app-upgrade/no-auto': freeze until January" })
  assert.deepEqual(mayAct(facts({ off: [{ path: '/x', reason: null }] })), { kind: 'rest', because: "unattended upgrades are switched off by '/x'" })
  assert.match(because(mayAct(facts({}, { auto: 'no' }))), /'auto' under \[policy\]/)
})

test('P8 switches are for timers alone', () => {
  const off = [{ path: '/etc/app-upgrade/no-auto', reason: null }]
  for (const occasion of ['person', 'inbox', 'pin-file', 'probation'] as const) assert.equal(mayAct(facts({ occasion, off }, { auto: 'no' })).kind, 'act', occasion)
})

test('a timer that only checks looks, and takes nothing', () => {
  assert.equal(mayAct(facts({}, { auto: 'check' })).kind, 'look')
  assert.equal(mayAct(facts({ occasion: 'pin-file' }, { auto: 'check' })).kind, 'act')
})

test('a hold lets timers, inbox and pin file look, until it ends', () => {
  const hold = aHold({ untilMs: noon + 1, by: 'root', reason: 'release day' })
  for (const occasion of ['timer', 'inbox', 'pin-file'] as const) {
    assert.deepEqual(mayAct(facts({ occasion }, { hold })), { kind: 'look', because: 'upgrades are held until Saturday 2026-11-21 12:00 (UTC) by root: release day', untilMs: noon + 1 })
  }
  assert.equal(mayAct(facts({}, { hold: aHold({ untilMs: noon }) })).kind, 'act')
  assert.deepEqual(mayAct(facts({}, { hold: aHold() })), { kind: 'look', because: 'upgrades are held', untilMs: null })
})

test('the watch over a new version knows no hold', () => {
  assert.equal(mayAct(facts({ occasion: 'probation' }, { hold: aHold(), ...closed })).kind, 'act')
})

test('peers 27 inside a window it may act, until the window closes', () => {
  assert.deepEqual(mayAct(facts({}, open)), { kind: 'act', because: null, closesMs: at('2026-11-21T14:00Z') })
})

test('peers 27 outside of its windows it looks, and says when the next one opens', () => {
  for (const occasion of ['timer', 'pin-file'] as const) {
    assert.deepEqual(mayAct(facts({ occasion }, closed)), {
      kind: 'look', untilMs: at('2026-11-28T01:00Z'),
      because: 'no window is open (Sat 02:00-05:00 Europe/Berlin); the next opens Saturday 2026-11-28 01:00 (UTC)',
    })
  }
})

test('a bundle in the inbox was put there by somebody, now: no window asks', () => {
  assert.equal(mayAct(facts({ occasion: 'inbox' }, closed)).kind, 'act')
})

test('peers 27 window and lock together: who waits for the lock until the window has closed takes nothing, and comes back in the next one', () => {
  const rules = { windows: [parseWindow('Sat 02:00-05:00 UTC')] }
  /** The lock is free again an hour after the window has closed; the ladder, with the longest delays, brings us back until then. */
  const [freeMs, asked]: [number, number[]] = [at('2026-11-21T06:00Z'), []]
  let [nowMs, tries, permission] = [at('2026-11-21T02:10Z'), noTries, mayAct(facts({ nowMs: at('2026-11-21T02:10Z') }, rules))]
  while (permission.kind === 'act' && nowMs < freeMs) {
    asked.push(nowMs)
    const next = tryAgain({ kind: 'temporary' }, tries, nowMs)
    assert.ok(next.kind === 'again')
    nowMs += next.afterMs + next.delayMs
    tries = next.tries
    permission = mayAct(facts({ nowMs, lastLookMs: asked.at(-1) ?? null }, { ...rules, late: 'catch-up' }))
  }
  assert.ok(asked.length >= 4 && asked.every((one) => one < at('2026-11-21T05:00Z')), asked.map((one) => new Date(one).toISOString()).join())
  // It was awake in its window, and asked: that is no reason to catch up outside of it.
  assert.deepEqual([permission.kind, 'untilMs' in permission && permission.untilMs], ['look', at('2026-11-28T02:00Z')])
  assert.equal(mayAct(facts({ nowMs: at('2026-11-28T02:00Z') }, rules)).kind, 'act')
})

test('peers 27 a latecomer waits for its next window, and says since when', () => {
  const permission = mayAct(facts({ lastLookMs: at('2026-11-20T20:00Z') }, closed))
  assert.equal(permission.kind, 'look')
  assert.match(because(permission), /this host waits since the window of Saturday 2026-11-21 01:00 \(UTC\) passed without a run$/)
})

test('peers 27 a latecomer that may catch up does so once', () => {
  const late = { ...closed, late: 'catch-up' } as const
  const slept = mayAct(facts({ lastLookMs: at('2026-11-20T20:00Z') }, late))
  assert.deepEqual(slept, { kind: 'act', because: 'this host catches up: the last window, Saturday 2026-11-21 01:00 (UTC), passed without a run', closesMs: null })
  // That run looked at the source, so the next one is late no more.
  assert.equal(mayAct(facts({ lastLookMs: noon - 1 }, late)).kind, 'look')
})

test('peers 27 whoever looked while the window was open, or never at all, missed nothing', () => {
  const late = { ...closed, late: 'catch-up' } as const
  for (const lastLookMs of [at('2026-11-21T01:00Z'), at('2026-11-21T03:59Z'), null]) assert.equal(mayAct(facts({ lastLookMs }, late)).kind, 'look')
  assert.equal(mayAct(facts({ lastLookMs: at('2026-11-21T00:59Z') }, late)).kind, 'act')
})

test('a person is never kept from acting, and is told everything that would keep a timer from it', () => {
  const all = facts({ occasion: 'person', off: [{ path: '/etc/app-upgrade/no-auto', reason: null }] }, { hold: aHold({ by: 'ann' }), ...closed })
  assert.equal(mayAct(all).kind, 'act')
  const remarks = remarksFor(all)
  assert.deepEqual(remarks.map((remark) => remark.split(' ').slice(0, 3).join(' ')), ['unattended upgrades are', 'upgrades are held', 'no window is'])
  assert.deepEqual(remarksFor(facts({ occasion: 'person' })), [])
  assert.deepEqual(remarksFor(facts({ occasion: 'person' }, open)), [])
  assert.match(remarksFor(facts({}, { auto: 'check' }))[0] ?? '', /only look/)
})

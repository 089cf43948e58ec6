import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayMs } from '../support/a-standing.ts'
import { aFleetHost, during, type FleetHost } from '../support/fleet/fleet-host.ts'
import { aMemory, meant, mustHold } from '../support/fleet/invariants.ts'
import { lifeOf, type Look } from '../support/fleet/life.ts'
import { aPublisher } from '../support/fleet/publisher.ts'

/** Thursday. Clocks change in Berlin on day 17 and in New York on day 24. */
const beginMs = Date.UTC(2026, 9, 8)
const endMs = beginMs + 30 * dayMs
const hosts = 1000
/** What everybody who may move has at the end, by channel. */
const best: Readonly<Record<string, string>> = { stable: '3.5.1', beta: '3.6.0-beta.1', nightly: '3.6.0-nightly.7' }

interface Ending { readonly host: FleetHost; readonly last: Look; readonly ill: number; readonly changes: number; readonly meantFirst: readonly string[] }

function live(number: number, publisher: ReturnType<typeof aPublisher>): Ending {
  const [host, memory, meantFirst] = [aFleetHost(number, beginMs), aMemory(), new Set<string>()]
  let last: Look | null = null
  let changes = 0
  for (const look of lifeOf(host, publisher, { beginMs, endMs })) {
    mustHold(look, memory)
    if (look.tried !== null) changes += 1
    for (const weighed of look.choice?.weighed ?? []) {
      const percent = look.offered?.listing.releases.find(({ version }) => version === weighed.version)?.rolloutPercent
      if (percent === 10 && meant(weighed) === 'yes') meantFirst.add(weighed.version)
    }
    last = look
  }
  assert.ok(last !== null, host.name)
  return { host, last, ill: memory.illBytes.size, changes, meantFirst: [...meantFirst] }
}

test('peers 25 26 27 29: 30 days of 1,000 hosts: no invariant is broken, and whoever may move gets to the newest', () => {
  const publisher = aPublisher(beginMs)
  const endings = Array.from({ length: hosts }, (_, number) => live(number, publisher))
  for (const { host, last } of endings) {
    const may = host.rules.auto === 'upgrade' && during(host.pins, endMs) === null && during(host.holds, endMs) === null
    assert.equal(last.after.version, may ? best[host.rules.channel.name] : '1.9.0', `${host.name}, ${host.rules.channel.name}, ${host.rules.windows.map(({ text }) => text).join()}: ${last.choice?.newest?.because ?? last.permission.because}`)
  }
  lifeWasRich(endings)
  firstOnesDiffer(endings)
})

/** A life in which nothing happens proves nothing. */
function lifeWasRich(endings: readonly Ending[]): void {
  const sum = (of: (ending: Ending) => number): number => endings.reduce((all, ending) => all + of(ending), 0)
  assert.ok(sum(({ changes }) => changes) > 3000, `${sum(({ changes }) => changes)} changes`)
  assert.ok(sum(({ ill }) => ill) > 300, `${sum(({ ill }) => ill)} ill releases`)
  for (const kind of ['pins', 'holds', 'off'] as const) assert.ok(endings.filter(({ host }) => host[kind].length > 0).length > 80, kind)
  assert.ok(endings.filter(({ host }) => host.rules.windows.length > 0).length > 300)
}

/** Whoever is the first of one release is not the first of the next: nobody's fleet has the same canaries for ever (peers.md 5, case 29). */
function firstOnesDiffer(endings: readonly Ending[]): void {
  const honour = endings.filter(({ host }) => host.rules.rollout === 'honoured' && host.rules.auto !== 'no' && host.rules.channel.name === 'stable')
  const first = (version: string): ReadonlySet<string> => new Set(honour.filter(({ meantFirst }) => meantFirst.includes(version)).map(({ host }) => host.name))
  const [one, other, third] = [first('2.1.0'), first('3.2.0'), first('3.2.1')]
  for (const set of [one, other, third]) assert.ok(set.size > honour.length * 0.04 && set.size < honour.length * 0.25, `${set.size} of ${honour.length}`)
  for (const [a, b] of [[one, other], [other, third], [one, third]] as const) assert.ok([...a].filter((name) => b.has(name)).length < Math.min(a.size, b.size) * 0.5)
}

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import type { Machine } from '../bed/machine.ts'
import { type App, anApp, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installAllByHand } from './support/an-operators-host.ts'
import { assertWhole, type Doomed, everythingOf, siteOf, stateOf, strike, type Struck } from './support/crash-site.ts'
import { atOnce } from './support/at-once.ts'
import { property } from './support/look.ts'
import { type } from './support/operate.ts'

/** An undisturbed run opens its journal 49 times: twice for each of its 22 entries, once to read what it wrote, and four times to begin its probation. */
const points = Array.from({ length: 49 }, (_, index) => index + 1)
/** For the machine, which is slow to kill, one layout takes the moments before an entry is written, the other those before it is durable. */
const pointsOfMachine = { links: points.filter((point) => point % 2 === 1), 'in-place': points.filter((point) => point % 2 === 0) } as const
/** Slow machines: a health deadline that only bites when something is wrong, and no probation that ends between two looks. */
const patient = '[health]\ndeadline = "2min"\nsteady   = "1s"\n[policy]\nprobation = "1d"\n'

for (const [index, layout] of (['links', 'in-place'] as const).entries()) {
  test(`${layout}: the helper is killed at every boundary of every step`, { timeout: 1_500_000 }, async (t) => {
    await using host = await anOperatorsHost({ suite: index === 0 ? 'bookworm' : 'trixie' })
    const apps = await doomedApps(host, layout, points)
    const struck = await killed(host, apps)
    await allSettled(t, host, { struck, what: 'process' })
    await t.test('I8 every transaction that ended has exactly one final event', async () => await toldOnce(host, struck))
    console.log(`${layout}: ${struck.size} SIGKILLs of the helper, at ${points.length} points`)
    assert.equal(struck.size, points.length)
  })

  test(`${layout}: the whole machine dies at every boundary of every step`, { timeout: 1_500_000 }, async (t) => {
    await using host = await anOperatorsHost({ suite: index === 0 ? 'trixie' : 'bookworm' })
    const apps = await doomedApps(host, layout, pointsOfMachine[layout])
    const struck = await cutOff(host, apps)
    await allSettled(t, host, { struck, what: 'machine' })
    console.log(`${layout}: ${struck.size} dead machines' worth of open transactions`)
    assert.equal(struck.size, pointsOfMachine[layout].length)
  })
}

async function doomedApps(host: Host, layout: App['layout'], at: readonly number[]): Promise<readonly Doomed[]> {
  const doomed = at.map((point): Doomed => ({ point, app: anApp({ name: `p${point}`, layout, port: 7000 + point, files: ['acmed', 'acme'] }) }))
  for (const { offer } of await installAllByHand(host, doomed.map((one) => one.app), { health: patient })) offer.add({ version: '1.1.0' })
  return doomed
}

/** Each run's main process gets SIGKILL at its point; `systemctl start` returns when its unit has settled what that left. */
async function killed({ machine }: Host, doomed: readonly Doomed[]): Promise<ReadonlyMap<string, Struck>> {
  const { gate, struck } = await strike(machine, doomed, ({ pid }, held) => {
    process.kill(pid, 'SIGKILL')
    held.letGo()
  })
  try {
    await atOnce(6, doomed, async ({ app }) => {
      const ran = await machine.exec(['systemctl', 'start', `app-upgrade@${app.name}@v1.1.0.service`])
      assert.notEqual(ran.code, 0, `${app.name}: a killed run must not look like success`)
      // OnFailure= has started it, or is about to: this waits for its end.
      await machine.must(['systemctl', 'start', `app-upgrade-fallback@${app.name}@v1.1.0.service`])
    })
  } finally {
    await gate.remove()
  }
  return struck
}

/** All runs stand still at their points, each in its own; then the machine dies, and is switched on again. */
async function cutOff({ machine }: Host, doomed: readonly Doomed[]): Promise<ReadonlyMap<string, Struck>> {
  const there = new Map(doomed.map(({ app }) => [app.name, Promise.withResolvers<void>()]))
  const { gate, struck } = await strike(machine, doomed, ({ app }) => there.get(app.name)?.resolve())
  try {
    // A few on their way at a time: a manager that is asked by fifty at once has no time for any of them.
    await atOnce(4, doomed, async ({ app }) => {
      await machine.must(['systemctl', 'start', '--no-block', `app-upgrade@${app.name}@v1.1.0.service`])
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new Error(`${app.name} did not come to its point`)), 600_000)
      await Promise.race([there.get(app.name)?.promise, late.promise]).finally(() => clearTimeout(timer))
    })
    await machine.kill()
  } finally {
    await gate.remove()
  }
  await machine.powerOn()
  assert.equal(await machine.booted(), 'running')
  assert.equal(await property(machine, 'app-upgrade-recover.service', 'Result'), 'success')
  return struck
}

interface Aftermath { readonly struck: ReadonlyMap<string, Struck>; readonly what: 'process' | 'machine' }

/** One second recovery of all of them: it finds nothing, and changes nothing at all. */
async function allSettled(t: TestContext, { machine }: Host, { struck, what }: Aftermath): Promise<void> {
  const before = new Map<Struck, readonly string[]>()
  for (const one of struck.values()) before.set(one, await lookOf(machine, one))
  await t.test('I4 a second recovery finds nothing to do', async () => {
    const again = await type(machine, 'recover')
    assert.deepEqual([again.exit, again.out], [0, 'nothing was left to settle\n'])
  })
  for (const [one, look] of before) {
    await t.test(siteOf(one), async () => {
      await settled(machine, one, what)
      assert.deepEqual(await lookOf(machine, one), look)
    })
  }
}

const lookOf = async (machine: Machine, { app }: Struck): Promise<readonly string[]> => [...everythingOf(machine, app), await property(machine, unitOf(app), 'InvocationID')]

/** One whole version, proven, its journal closed and true. */
async function settled(machine: Machine, struck: Struck, what: Aftermath['what']): Promise<void> {
  const { app, entries } = struck
  const confirmed = entries.includes('confirmed')
  await assertWhole(machine, app, confirmed ? '1.1.0' : '1.0.0', siteOf(struck))
  const state = await stateOf(machine, app)
  const swapped = entries.includes('began swap')
  if (state !== null) assert.equal(state.closed?.outcome, confirmed ? 'upgraded' : swapped ? 'rolled-back' : 'refused')
  const restarted = entries.includes('began restart')
  if (state !== null && !confirmed) assert.equal(state.wayBack, what === 'machine' ? wayBackAtBoot(entries) : entries.includes('began standby') ? (restarted && state.wayBack !== 'never-left' ? 'proven' : 'never-left') : null)
}

/** At boot nothing is restarted: the kept version starts later in the same boot. */
const wayBackAtBoot = (entries: readonly string[]): string | null => (entries.includes('began standby') ? 'deferred' : null)

/** Killed after the journal was closed and before that was told, a run is spoken for by whoever comes to settle. */
async function toldOnce({ machine }: Host, struck: ReadonlyMap<string, Struck>): Promise<void> {
  const ids: ReadonlySet<unknown> = new Set(Object.values(finalEventIds))
  const events = (await machine.journal('-t', 'app-upgrade')).filter((line) => ids.has(line['MESSAGE_ID']))
  for (const one of struck.values()) {
    const transaction = (await stateOf(machine, one.app))?.plan.transaction
    const told = events.filter((line) => line['APP_UPGRADE_APP'] === one.app.name && line['APP_UPGRADE_TRANSACTION'] !== undefined)
    const owed = transaction === undefined ? [] : [transaction]
    assert.deepEqual(told.map((line) => line['APP_UPGRADE_TRANSACTION']), owed, siteOf(one))
  }
}

import assert from 'node:assert/strict'
import { tend, type Moment } from '../../src/upgrade/probation.ts'
import { aClosedUpgrade, crashedUnit, forMs, journalOn, noGuard, ProbationProcess, type ProbationHost } from '../support/a-probation.ts'
import type { Meddler } from '../support/meddler.ts'
import { fates } from '../support/power-cut.ts'
import { describe, test } from '../support/unwatched.ts'

/** Beginning and ending a probation: the power is cut, or the process killed, at every one of their effects; afterwards the journal and the guard agree. */

interface Story { readonly name: string; readonly moment: Moment; readonly begin: () => Promise<ProbationHost>; readonly survives: readonly (string | undefined)[] }
const begun = async (): Promise<ProbationHost> => {
  const process = new ProbationProcess(await aClosedUpgrade())
  await tend(process.ports, 'now')
  return process.host
}
const stories: readonly Story[] = [
  { name: 'it begins', moment: 'now', begin: () => aClosedUpgrade(), survives: [undefined] },
  { name: 'it is over', moment: 'over', begin: async () => ({ ...await begun(), nowMs: (await begun()).nowMs + forMs }), survives: ['passed'] },
  { name: 'it crashes', moment: 'now', begin: async () => ({ ...await begun(), unit: crashedUnit }), survives: ['crashed', undefined] },
]

for (const story of stories) {
  describe(story.name, () => {
    test('killed at every effect', async (context) => {
      const start = await story.begin()
      const moments = await told(start, story.moment)
      context.diagnostic(`${moments.length} effects`)
      for (const [number, { host }] of moments.entries()) await settles({ ...host }, { what: `kill before ${number}`, moment: 'now', survives: story.name === 'it crashes' ? ['crashed'] : story.survives })
    })

    test('the power cut at every effect', async (context) => {
      let histories = 0
      for (const [number, { host, said }] of (await told(await story.begin(), story.moment)).entries()) {
        for (const { digits, state } of fates(host.disk, 64)) {
          histories++
          // The unit is not running yet, so nobody can see that it had crashed unless it was written down.
          await settles({ ...host, disk: state, guard: noGuard, unit: {} }, { what: `cut before ${number} [${digits.join(' ')}]`, moment: 'boot', survives: said === undefined ? story.survives : [said] })
        }
      }
      context.diagnostic(`${histories} histories`)
      assert.ok(histories > 20)
    })

    test('every effect fails once, and whoever comes next mends it', async () => {
      const start = await story.begin()
      for (let at = 0; at < (await told(start, story.moment)).length - 1; at++) {
        let number = 0
        const process = new ProbationProcess(start, { before: async () => (number++ === at ? { kind: 'fail', code: 'IO', afterBytes: 10 } : { kind: 'go' }), after: () => {} })
        await tend(process.ports, story.moment).catch(() => {})
        await settles(process.host, { what: `fault at ${at}`, moment: 'now', survives: story.name === 'it crashes' ? ['crashed'] : story.survives })
      }
    })
  })
}

interface MomentOf { readonly host: ProbationHost; readonly said: string | undefined }

/** The machine before each effect, and what its journal had said by then of the end; the last one: after all of them. */
async function told(start: ProbationHost, moment: Moment): Promise<readonly MomentOf[]> {
  const moments: MomentOf[] = []
  const process: { now: ProbationProcess | null } = { now: null }
  const note = async (): Promise<void> => {
    if (process.now === null) return
    const durable = [...fates(process.now.host.disk, 1)][0]?.state ?? process.now.host.disk
    moments.push({ host: process.now.host, said: (await journalOn({ ...start, disk: durable })).probation?.ended?.how })
  }
  const meddler: Meddler = { before: async () => { await note(); return { kind: 'go' } }, after: () => {} }
  process.now = new ProbationProcess(start, meddler)
  await tend(process.now.ports, moment)
  await note()
  return moments
}

async function settles(crashed: ProbationHost, { what, moment, survives }: { readonly what: string; readonly moment: Moment; readonly survives: readonly (string | undefined)[] }): Promise<void> {
  const process = new ProbationProcess(crashed)
  await tend(process.ports, moment)
  const { probation, closed } = await journalOn(process.host)
  assert.equal(closed?.outcome, 'upgraded', what)
  assert.ok(survives.includes(probation?.ended?.how), `${what}: '${probation?.ended?.how}' is not among ${survives.join(', ')}`)
  const { dropIn, loaded, timerMs } = process.guard
  if (probation !== null && probation.ended === null) assert.deepEqual([dropIn, loaded, timerMs !== null], ['yes', 'yes', true], what)
  else assert.deepEqual([dropIn, timerMs], ['no', null], what)
  const again = new ProbationProcess(process.host)
  await tend(again.ports, moment)
  assert.deepEqual((await journalOn(again.host)).probation, probation, `${what}: looked after twice`)
}

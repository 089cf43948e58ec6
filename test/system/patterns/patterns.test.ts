import assert from 'node:assert/strict'
import { test } from 'node:test'

import { anOperatorsHost } from '../upgrade/support/an-operators-host.ts'
import { leftovers, untouchables } from '../upgrade/support/look.ts'
import { answering, depending, leaving, starting } from './cases.ts'
import { firstVersion, type Pattern } from './support/a-pattern.ts'
import { type Laid, layDown } from './support/a-patterns-host.ts'
import { type Seen, statusOnceFailed, upgradeAndLook } from './support/look-after.ts'

const all = [...starting, ...leaving, ...answering, ...depending]
/** Where systemd 257 tells its story otherwise than 252: how units fail, are restarted, and are waited for. */
const toldOtherwise = /^g(?:00|00-crashed|01|02|03|04|06|07|10|12|14|17|18|28|29|30) /

for (const [release, patterns] of [['bookworm', all], ['trixie', all.filter(({ name }) => toldOtherwise.test(name))]] as const)
  test(`daemon patterns on ${release}, by the installed package`, { timeout: 1_500_000, concurrency: 4 }, async (t) => {
    await using host = await anOperatorsHost({ suite: release })
    const laid = await layDown(host, patterns)
    const ends: { readonly pattern: Pattern; readonly seen: Seen }[] = []
    await Promise.all(laid.map((one) => t.test(one.pattern.name, { timeout: 1_500_000 }, async () => {
      const seen = await judged(one)
      ends.push({ pattern: one.pattern, seen })
      assertWanted(one, seen)
      if (one.pattern.wanted.later !== undefined) assert.equal(await statusOnceFailed(one), one.pattern.wanted.later)
    })))
    const falseHealthy = ends.filter(({ pattern, seen }) => pattern.wanted.exit !== 0 && seen.exit === 0).map(({ pattern }) => pattern.name)
    t.diagnostic(`${release}: ${ends.length} patterns, ${falseHealthy.length} false "healthy"`)
    assert.equal(ends.length, patterns.length)
    assert.deepEqual(falseHealthy, [])
  })

/** A refusal touches nothing: neither the files, nor the daemon's run. */
async function judged(laid: Laid): Promise<Seen> {
  const { pattern: { wanted }, app, host: { machine } } = laid
  const before = wanted.exit === 40 || wanted.exit === 65 ? await untouchables(machine, app) : null
  const seen = await upgradeAndLook(laid)
  // The release itself may lie beside the live one by then: nothing points to it.
  const places = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.startsWith(`/opt/${app.name}`))
  if (before !== null) assert.deepEqual(places(await untouchables(machine, app)), places(before))
  return seen
}

const outcomes = { 0: 'upgraded', 40: null, 41: 'rolled-back', 42: 'stuck', 65: null } as const satisfies Record<Pattern['wanted']['exit'], string | null>

function assertWanted({ pattern, app, host: { machine } }: Laid, seen: Seen): void {
  const { wanted } = pattern
  const outcome = outcomes[wanted.exit]
  const isNew = wanted.exit === 0
  const isIll = wanted.exit === 41 || wanted.exit === 42
  assert.deepEqual(
    { exit: seen.exit, outcome: seen.outcome, runs: seen.runs, skipped: seen.skipped },
    { exit: wanted.exit, outcome, runs: wanted.runs, skipped: isIll ? ['2.0.0'] : [] },
    `${seen.because ?? 'no transaction'}\n${seen.said}`)
  // Before a first transaction nobody has asked what was placed by hand which version it is.
  assert.match(seen.live ?? '', isNew ? /^2\.0\.0$/ : isIll ? firstVersion(pattern) : /^adopted-/, seen.said)
  assert.match(seen.said, wanted.says)
  if (isIll) assert.match(seen.because ?? '', wanted.says, 'the history does not say why')
  if (wanted.downtimeMsMin !== undefined) assert.ok((seen.downtimeMs ?? 0) >= wanted.downtimeMsMin, `only ${seen.downtimeMs} ms without service`)
  assert.deepEqual(leftovers(machine, app), [])
}

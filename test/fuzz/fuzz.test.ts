import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz, inputOf } from './fuzz.ts'
import { targets } from './targets.ts'

// The same inputs in every run, as many as there is time for. For longer: node test/fuzz/run.ts --help.
const seed = 20
const millisecondsEach = 2500
const memoryBytesMax = 1024 ** 3

for (const target of targets)
  test(`${target.name}: whatever is read, the outcome is a value or a failure`, async (t) => {
    const { inputs, accepted, slowestMs, findings } = await fuzz(target, { seed, milliseconds: millisecondsEach })
    t.diagnostic(`seed ${seed}: ${inputs} inputs, ${accepted} accepted, slowest ${slowestMs.toFixed(0)} ms`)
    assert.deepEqual(findings.map(({ what, number }) => `seed ${seed}, input ${number}: ${what}`), [])
    assert.ok(process.resourceUsage().maxRSS * 1024 < memoryBytesMax, `${process.resourceUsage().maxRSS} KiB of memory were used`)
  })

test('a reader that crashes is found out, and its input can be made again', async () => {
  const [first] = targets
  assert.ok(first !== undefined)
  const broken = { ...first, read: async (bytes: Buffer) => { if (bytes.length % 2 === 1) throw new TypeError('odd') } }
  const { findings } = await fuzz(broken, { seed, milliseconds: 200 })
  const [finding] = findings
  assert.ok(finding !== undefined)
  assert.match(finding.what, /odd/)
  assert.ok(inputOf(broken, finding.seed, finding.number).equals(finding.input))
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from '../support/unwatched.ts'
import { Explorer } from './explore.ts'
import { product } from './history.ts'
import { scenarios } from './scenarios.ts'
import { mistakes } from './broken.ts'

/** Histories that failed once, as the matrix printed them. They are lived again for ever. */
const seeds = JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')) as readonly string[]
const thoroughness = { first: 1, second: 1 }

for (const seed of seeds) {
  test(seed, async (context) => {
    const { scenario, only } = named(seed)
    const { found, histories } = await new Explorer(scenario, product, { thoroughness, only }).explore()
    context.diagnostic(`${histories} histories`)
    assert.deepEqual(found, [])
  })
}

test('a printed history is lived again, and nothing else', async () => {
  const broken = mistakes['journal entries are not synced']
  const [scenario] = scenarios
  assert.ok(broken !== undefined && scenario !== undefined)
  const { found: [first] } = await new Explorer(scenario, broken, { thoroughness: { first: 8, second: 8 }, enough: 1 }).explore()
  assert.ok(first)
  const again = await new Explorer(scenario, broken, { thoroughness, only: named(first.history).only }).explore()
  assert.deepEqual(again.found[0], first)
  assert.ok(again.histories <= 2, `${again.histories} histories`)
})

function named(seed: string): { readonly scenario: (typeof scenarios)[number]; readonly only: string } {
  const [name = '', only = ''] = seed.split(': ')
  const scenario = scenarios.find((one) => one.name === name)
  assert.ok(scenario, `there is no scenario '${name}'`)
  return { scenario, only }
}

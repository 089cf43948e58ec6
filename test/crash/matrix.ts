import assert from 'node:assert/strict'
import { describe, test } from '../support/unwatched.ts'
import { Explorer, type Thoroughness, type Violation } from './explore.ts'
import { product } from './history.ts'
import { isHeavy, scenarios } from './scenarios.ts'

/** Distinct disks after a power cut, per layout (failures.md 3a, a3). */
const statesMin = 10_000

/** The crash matrix and the instant matrix, on every scenario of a layout. */
export function crashMatrix(layout: 'links' | 'in-place', thoroughness: Thoroughness): void {
  describe(`S9 crash matrix, S10 instant matrix, ${layout}`, () => {
    const states = new Set<string>()
    let histories = 0
    for (const scenario of scenarios.filter((one) => one.layout === layout)) {
      test(scenario.name, async (context) => {
        const explored = await new Explorer(scenario, product, { thoroughness: isHeavy(scenario) ? { first: 3, second: 1 } : thoroughness, enough: 10 }).explore()
        for (const state of explored.states) states.add(`${scenario.name} ${state}`)
        histories += explored.histories
        context.diagnostic(`${explored.histories} histories, ${explored.states.size} states, ${explored.mixedInstants} mixed instants`)
        assert.deepEqual(explored.found.slice(0, 5).map(say), [])
      })
    }

    test(`at least ${statesMin} distinct states`, (context) => {
      context.diagnostic(`${layout}: ${states.size} distinct crash states in ${histories} histories`)
      assert.ok(states.size >= statesMin, `${states.size} states`)
    })
  })
}

function say({ history, says }: Violation): string {
  return `${history}: ${says}`
}

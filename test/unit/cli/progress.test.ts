import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressOf, silent } from '../../../src/cli/progress.ts'
import { aTerminal, aWorld, saidOn } from '../../support/scripted-world.ts'

const fetching = (receivedBytes: number) => ({ kind: 'fetching', artifact: 'a.tgz', receivedBytes, sizeBytes: 100 }) as const

test('a pipe gets one line a step, however often it is told', () => {
  const world = aWorld()
  const progress = progressOf(world)
  for (let received = 0; received <= 100; received++) progress.show(fetching(received))
  progress.show({ kind: 'step', step: 'swap', stage: 'began' })
  progress.end()
  assert.equal(saidOn(world, 2), 'fetching a.tgz\nswapping the files\n')
})

test('a pipe hears from a unit that is starting when it begins to say something, and then every ten seconds', () => {
  const world = aWorld()
  let nowMs = 0
  const progress = progressOf({ ...world, clock: { ...world.clock, monotonicMs: () => nowMs } })
  for (; nowMs <= 25_000; nowMs += 100) progress.show({ kind: 'status', text: `starting, a.service says: row ${nowMs / 100}` })
  progress.show({ kind: 'step', step: 'watch', stage: 'began' })
  assert.deepEqual(saidOn(world, 2).split('\n'), [0, 100, 200].map((row) => `starting, a.service says: row ${row}`).concat('watching the new version', ''))
})

test('a terminal gets one line that changes, never longer than the terminal, wiped at the end', () => {
  const world = aWorld()
  const progress = progressOf({ ...world, terminal: { ...aTerminal(world.said), columns: 30 } })
  progress.show(fetching(50))
  progress.show(fetching(50))
  progress.show({ kind: 'note', text: 'x'.repeat(100) })
  progress.end()
  assert.equal(world.said.length, 3)
  for (const { text } of world.said) assert.match(text, /^\r[^\r\n]{0,29}\x1b\[K$/)
  assert.equal(world.said.at(-1)?.text, '\r\x1b[K')
})

test('where nothing was drawn nothing is wiped', () => {
  const world = aWorld()
  progressOf({ ...world, terminal: aTerminal(world.said) }).end()
  silent.show(fetching(1))
  silent.end()
  assert.deepEqual(world.said, [])
})

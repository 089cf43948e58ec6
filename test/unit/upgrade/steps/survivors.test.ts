import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import { noteSurvivors } from '../../../../src/upgrade/steps/survivors.ts'

async function noted(programs: readonly string[]): Promise<readonly Noted[]> {
  const all: Noted[] = []
  await noteSurvivors('a.service', { survivors: programs.map((program, pid) => ({ pid, program })) }, { note: async (one) => void all.push(one) })
  return all
}

test('R12 nobody goes on: nothing is said', async () => assert.deepEqual(await noted([]), []))

test('R12 many are counted, and no name can repaint a terminal', async () => {
  const [note] = await noted(['\x1b[2Jvm', ...Array.from({ length: 30 }, () => 'x'.repeat(300))])
  assert.ok(note?.about === 'survivors')
  assert.deepEqual([note.programs.length, note.programs.at(-1)], [21, 'and 11 more'])
  assert.ok(!note.programs[0]?.includes('\x1b') && (note.programs[1]?.length ?? 999) < 120)
})

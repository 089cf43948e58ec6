import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'

import { withLock } from '../../../../packaging/build/with-lock.ts'

test('two parts of one process take turns, also after one of them failed', { timeout: 120_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'with-lock-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const said: string[] = []
  const part = async (name: string): Promise<void> => await withLock(join(folder, 'lock'), async () => {
    said.push(`${name} in`)
    await turn()
    said.push(`${name} out`)
    if (name === 'a') throw new Error('a failed')
  })
  const ends = await Promise.allSettled([part('a'), part('b'), part('c')])
  assert.deepEqual(ends.map((end) => end.status), ['rejected', 'fulfilled', 'fulfilled'])
  assert.deepEqual(said, ['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
})

import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { test } from 'node:test'
import type { Bus } from '../../../src/systemd/bus.ts'
import { complete } from '../../../src/systemd/units.ts'

const deaf: Bus = { call: async () => [], ask: async () => [[]], listen: async () => () => {}, close: async () => {} }
const least = { LoadState: 'loaded', ActiveState: 'active', SubState: 'running' }
test('g14 the executable of the main process, by device and inode', async () => {
  const { dev, ino } = statSync(process.execPath)
  assert.equal((await complete(deaf, 'a.service', { ...least, MainPID: process.pid })).state.executable, `${dev}:${ino}`)
})
test('no main process, or one that is gone by now: not known', async () => {
  assert.equal((await complete(deaf, 'a.service', { ...least, MainPID: 0 })).state.executable, null)
  assert.equal((await complete(deaf, 'a.service', { ...least, MainPID: 4_194_305 })).state.executable, null)
})

const stopped = { ...least, ActiveState: 'inactive', InactiveExitTimestampMonotonic: 10n, ActiveEnterTimestampMonotonic: 20n, ActiveExitTimestampMonotonic: 30n, ExecMainExitTimestampMonotonic: 31n }
test('f16 a machine that goes down stops everything: nobody meant this unit', async () => {
  for (const [word, expected] of [['running', 'yes'], ['degraded', 'yes'], ['stopping', undefined]] as const) {
    const bus: Bus = { ...deaf, ask: async () => [word] }
    assert.equal((await complete(bus, 'a.service', stopped)).state.stopAsked, expected, word)
  }
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { paths } from '../../packaging/build/layout.ts'
import { aBenchHost } from './bench-host.ts'
import { coldStart } from './measures/cold-start.ts'
import { downtime } from './measures/downtime.ts'
import { goUpdater } from './measures/go-updater.ts'
import { large } from './measures/large.ts'
import { memory } from './measures/memory.ts'
import { memoryOfFormats } from './measures/memory-of-formats.ts'
import { whole } from './measures/whole.ts'
import type { Row } from './row.ts'
import { tableOf } from './table.ts'

// npm run bench [-- --quick] [-- --only downtime,whole,cold-start,memory,large,go-updater,formats]: figures, each paired with what it is compared with, in one
// run on one machine. They are reported and never asserted. The table is printed, and written to build/bench.json.
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: 'cold-start,downtime,whole,large,go-updater,memory,formats' } } })
const runs = values.quick ? 3 : 10
const wanted = values.only.split(',')
const rows: Row[] = []

try {
  if (wanted.includes('cold-start')) await measure('cold start', async () => await coldStart(values.quick ? 10 : 20))
  if (wanted.some((name) => name !== 'cold-start')) {
    const bench = await aBenchHost()
    if (wanted.includes('downtime')) await measure('downtime', async () => await downtime(bench, runs))
    if (wanted.includes('whole')) await measure('whole upgrades', async () => await whole(bench, runs))
    if (wanted.includes('large')) await measure('large tarballs', async () => await large(bench, runs))
    if (wanted.includes('go-updater')) await measure('go-updater', async () => await goUpdater(bench, runs))
    if (wanted.includes('memory')) await measure('memory', async () => await memory(bench))
    if (wanted.includes('formats')) await measure('memory by format', async () => await memoryOfFormats(bench))
  }
  report()
} catch (thrown) {
  console.error(`\nbench: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  process.exitCode = 1
}
process.exit()

async function measure(name: string, work: () => Promise<readonly Row[]>): Promise<void> {
  const beganMs = performance.now()
  rows.push(...await work())
  console.error(`bench: ${name} measured in ${((performance.now() - beganMs) / 1000).toFixed(0)} s`)
}

function report(): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`
  mkdirSync(paths.build, { recursive: true })
  writeFileSync(join(paths.build, 'bench.json'), `${JSON.stringify({ at: new Date().toISOString(), machine, runs, rows }, null, 2)}\n`)
  console.log(`\n${tableOf(rows)}\n\nMedian (least–greatest) of ${runs} pairs on ${machine}; ratios pair by pair. Goals are reported, not asserted.`)
}

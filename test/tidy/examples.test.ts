import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import * as toml from 'smol-toml'
import { readSettings } from '../../src/config/read-settings.ts'
import { coordinators } from '../../src/drivers/coordination/table.ts'
import { gateDrivers } from '../../src/drivers/gates/table.ts'
import { layouts } from '../../src/drivers/layouts/table.ts'
import { probes } from '../../src/drivers/probes/table.ts'
import { sources } from '../../src/drivers/sources/table.ts'
import { tellers } from '../../src/drivers/tellers/table.ts'
import { trusts } from '../../src/drivers/trust/table.ts'

const repository = join(import.meta.dirname, '../..')
const schemasOf = <Schema>(table: Readonly<Record<string, { readonly schema: Schema }>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(table).map(([kind, driver]) => [kind, driver.schema]))
const schemas = { sources: schemasOf(sources), trust: schemasOf(trusts), layouts: schemasOf(layouts), probes: schemasOf(probes), gates: schemasOf(gateDrivers), tellers: schemasOf(tellers), coordinators: schemasOf(coordinators) }
const key = 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3'

function isValid(text: string, app: string): void {
  const read = readSettings(toml.parse(text), app, schemas)
  assert.deepEqual(read.kind === 'wrong' ? read.mistakes : [], [])
}

const folder = join(repository, 'packaging/examples')
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.toml'))) test(`${name} is a valid app file`, () => { isValid(readFileSync(join(folder, name), 'utf8'), basename(name, '.toml')) })

test('the file of the readme is valid, and means what the readme says', () => {
  const block = /\n {4}\[source\]\n[\s\S]*?\n(?=\S)/.exec(readFileSync(join(repository, 'README.md'), 'utf8'))?.[0] ?? ''
  const text = block.replace('RWQ...', key)
  isValid(text, 'acme')
  const read = readSettings(toml.parse(text), 'acme', schemas)
  assert.ok(read.kind === 'good')
  assert.deepEqual(read.value.binaries, [{ name: 'acme', publicPath: '/usr/local/bin/acme' }])
  assert.deepEqual(read.value.units.map((unit) => unit.name), ['acme.service'])
  assert.deepEqual(read.value.layout, { kind: 'links', home: '/opt/acme' })
  assert.equal(read.value.health.steadyMs, 10_000)
})

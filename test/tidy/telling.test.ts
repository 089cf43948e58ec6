import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { message, verification } from '../../packaging/man/telling.ts'
import { manualPages } from '../../packaging/man/write-manual.ts'
import { finalEventIds, otherEventIds } from '../../src/cli/final-event-ids.ts'
import { metricTable } from '../../src/cli/words/metric-table.ts'
import { toldKeys } from '../../src/cli/words/told.ts'
import { messageSignature } from '../../src/formats/message-signature.ts'
import { finalEvents } from '../../src/upgrade/final-events.ts'

const repository = join(import.meta.dirname, '../..')
const pages = manualPages({ date: '2026-11-21', version: '1.0.0' })
const rendered = (name: string): string => execFileSync('mandoc', ['-T', 'ascii', '-O', 'width=200'], { input: pages[name] ?? '', encoding: 'utf8' }).replaceAll(/.\x08/g, '').replaceAll(/\s+/g, ' ')

test('app-upgrade-metrics(7) has every metric with its labels, and no other', () => {
  const page = rendered('app-upgrade-metrics.7')
  for (const [name, { type, help, labels }] of Object.entries(metricTable)) assert.ok(page.includes(`${name} (${type}; ${labels.join(', ')}) ${help}`), name)
  for (const [name] of page.matchAll(/\bapp_upgrade_\w+/g)) assert.ok(name in metricTable, name)
})

test('app-upgrade.toml(5) has every key of a message, and an example that has them all', () => {
  const page = rendered('app-upgrade.toml.5')
  const start = page.indexOf('TELLING OTHERS Everybody')
  assert.ok(start > 0)
  for (const [key, says] of Object.entries(toldKeys)) assert.ok(page.slice(start).includes(` ${key} ${says.slice(0, 1).toUpperCase()}${says.slice(1)}.`), key)
  const shown = JSON.parse(message) as { readonly event: keyof typeof finalEventIds; readonly message_id: string }
  assert.deepEqual(Object.keys(shown), Object.keys(toldKeys))
  assert.equal(shown.message_id, finalEventIds[shown.event])
})

test('the line of the manual verifies what is sent', (t) => {
  assert.ok(rendered('app-upgrade.toml.5').includes(verification.trim().replaceAll(/\s+/g, ' ')))
  const folder = mkdtempSync(join(tmpdir(), 'app-upgrade-telling-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'body'), message)
  const [, seconds = '', v1] = /^t=(\d+),v1=(\w+)$/.exec(messageSignature({ secret: 'correct horse', atMs: 1_795_284_753_000, body: Buffer.from(message) })) ?? []
  const said = execFileSync('sh', ['-c', verification], { cwd: folder, env: { ...process.env, t: seconds, secret: 'correct horse' }, encoding: 'utf8' })
  assert.equal(said.trim().split(' ').at(-1), v1)
  assert.equal(v1, createHmac('sha256', 'correct horse').update(`${seconds}.${message}`).digest('hex'))
})

test('P18 every way to end has one id of its own, a text in the catalog and a line in the manual; so has what happens outside of a run', () => {
  assert.deepEqual(Object.keys(finalEventIds).toSorted(), [...finalEvents].toSorted())
  const all = Object.entries<string>({ ...finalEventIds, ...otherEventIds })
  assert.equal(new Set(all.map(([, id]) => id)).size, all.length)
  const catalog = readFileSync(join(repository, 'units/app-upgrade.catalog'), 'utf8')
  const page = rendered('app-upgrade@.service.8')
  for (const [event, id] of all) {
    assert.match(id, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/, event)
    assert.match(catalog, new RegExp(`^-- ${id}\nSubject: .+\nDefined-By: app-upgrade\nDocumentation: man:\\S+(?: man:\\S+)*\n\n.`, 'm'), event)
    assert.ok(page.includes(`${id} ${event}`), event)
  }
  for (const [, id = ''] of catalog.matchAll(/^-- ([0-9a-f]{32})$/gm)) assert.ok(all.some(([, known]) => known === id), `${id} explains nothing`)
})

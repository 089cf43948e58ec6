import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { layouts, openLayout } from '../../../../src/drivers/layouts/table.ts'
import { emptyDisk, SimulatedDisk } from '../../../support/simulated-disk.ts'
import { nobody } from '../../../support/meddler.ts'
import { throwsFailure } from '../../../support/throws.ts'

const disk = new SimulatedDisk(emptyDisk, nobody)

test('a layout of a later version is named, not guessed', () => {
  for (const kind of ['btrfs', 'toString', '__proto__']) throwsFailure('CONFIG', /there is no layout/, () => openLayout({ kind }, disk, async () => 'no'))
})

test('links needs an absolute home', () => {
  const { links } = layouts
  assert.ok(links)
  for (const home of ['/opt/acme', '/o']) assert.ok(v.is(links.schema, { home }), home)
  for (const settings of [{}, { home: 'opt' }, { home: '/opt/' }, { home: '/' }, { home: '/o\0' }, { home: '/opt', extra: 1 }]) assert.ok(!v.is(links.schema, settings), JSON.stringify(settings))
})

test('in-place has nothing to set', () => {
  assert.ok(layouts['in-place'] !== undefined && v.is(layouts['in-place'].schema, {}) && !v.is(layouts['in-place'].schema, { home: '/opt' }))
})

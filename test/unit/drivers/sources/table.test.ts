import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { archiveNames, sourceOf, sources } from '../../../../src/drivers/sources/table.ts'
import type { SourceDriver } from '../../../../src/drivers/sources/driver.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { throwsFailure } from '../../../support/throws.ts'

const tools = sourceTools()

test('every driver stands under its own kind', () => {
  for (const [name, driver] of Object.entries<SourceDriver>(sources)) assert.equal(driver.kind, name)
})

test('every key of every driver is described', () => {
  for (const driver of Object.values<SourceDriver>(sources)) {
    const { entries } = driver.schema as unknown as { readonly entries: Readonly<Record<string, v.GenericSchema>> }
    for (const [key, schema] of Object.entries(entries)) {
      const inner = 'wrapped' in schema ? schema.wrapped as v.GenericSchema : schema
      assert.ok((v.getDescription(inner as Parameters<typeof v.getDescription>[0]) ?? '') !== '', `${driver.kind}.${key}`)
    }
  }
})

test('a kind that does not exist is CONFIG', () => {
  assert.equal(typeof sourceOf({ kind: 'directory', path: '/srv', artifact: '{tag}' }, tools).find, 'function')
  throwsFailure('CONFIG', /no source of kind 'ftp'/, () => sourceOf({ kind: 'ftp' }, tools))
  throwsFailure('CONFIG', /no source of kind 'constructor'/, () => sourceOf({ kind: 'constructor' }, tools))
})

test('what an archive may be called, by what the settings say', () => {
  const filling = { version: parseVersion('1.2.3'), architecture: 'amd64' } as const
  assert.deepEqual(archiveNames({ kind: 'github', repository: 'a/b', artifact: 'jaco-{version}.tar.gz' }, filling), ['jaco-1.2.3.tar.gz'])
  assert.deepEqual(archiveNames({ kind: 'url', url: 'https://example.org/{tag}/jaco.tar.gz?token=x' }, filling)?.[0], 'jaco.tar.gz')
  assert.equal(archiveNames({ kind: 's3', bucket: 'b', region: 'r', layout: 'tree' }, filling), null)
  assert.equal(archiveNames({ kind: 'manifest', url: 'https://example.org/m.json' }, filling), null)
})

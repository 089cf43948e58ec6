import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDriver } from '../../../src/config/read-driver.ts'
import { good, wrong } from '../../../src/config/read-table.ts'
import { someDrivers } from '../../support/driver-schemas.ts'

const read = (table: unknown, defaultKind?: string) => readDriver(table, ['source'], { drivers: someDrivers.sources, defaultKind })
const url = { url: 'https://x/', artifact: 'a' }

test('the kind chooses the schema', () => assert.deepEqual(read({ kind: 'url', ...url }), good({ ...url, kind: 'url' })))
test('the kind may go without saying', () => assert.deepEqual(read(url, 'url'), good({ ...url, kind: 'url' })))
test('a schema may name its kind itself', () => assert.deepEqual(read({ kind: 'directory', path: '/p' }), good({ kind: 'directory', path: '/p' })))
test('a kind that must be said is asked for, with what there is', () => assert.deepEqual(read(url), wrong(['source', 'kind'], "missing; known here: 'url', 'directory'")))
test('an unknown kind lists the known ones, or the one that was meant', () => {
  assert.deepEqual(read({ kind: 'ftp' }), wrong(['source', 'kind'], "there is no 'ftp'; known here: 'url', 'directory'"))
  assert.deepEqual(read({ kind: 'ulr' }), wrong(['source', 'kind'], "there is no 'ulr'; did you mean 'url'?"))
})
test('a name that every object has is no kind', () => assert.equal(read({ kind: 'constructor' }).kind, 'wrong'))
test('what is no table, or no text, is said', () => {
  assert.deepEqual(read('url'), wrong(['source'], 'must be a table, not text'))
  assert.deepEqual(read({ kind: 5 }), wrong(['source', 'kind'], 'must be text in quotation marks, not a number'))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLayout } from '../../../src/config/read-layout.ts'
import { good, wrong } from '../../../src/config/read-table.ts'
import { userPlacesOf } from '../../../src/upgrade/places.ts'
import { someDrivers } from '../../support/driver-schemas.ts'

const read = (table: unknown) => readLayout(table, 'jaco', someDrivers.layouts)
const binaries = [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }]

test('links below /opt/<app>, when nothing else is said', () => assert.deepEqual(read({}), good({ layout: { kind: 'links', home: '/opt/jaco' }, binaries })))
test('a home of its own', () => assert.deepEqual(read({ home: '/srv/j' }), good({ layout: { kind: 'links', home: '/srv/j' }, binaries })))
test('a layout without a home is given none', () => assert.deepEqual(read({ kind: 'in-place' }), good({ layout: { kind: 'in-place' }, binaries })))
test('files keep their order: it is the order of the swap', () => {
  const files = { jacod: '/usr/local/bin/jacod', cli: '/usr/local/bin/cli', 'bin/a': '/usr/local/bin/a' }
  assert.deepEqual(read({ files }), good({ layout: { kind: 'links', home: '/opt/jaco' }, binaries: Object.entries(files).map(([name, publicPath]) => ({ name, publicPath })) }))
})
test('no file, or too many, are refused', () => {
  assert.deepEqual(read({ files: {} }), wrong(['layout', 'files'], 'must name at least one file'))
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`f${index}`, `/f/${index}`]))
  assert.deepEqual(read({ files: many }), wrong(['layout', 'files'], 'must not name more than 64 files'))
})
test('a path that is no text is refused at its key', () => assert.deepEqual(read({ files: { a: 1 } }), wrong(['layout', 'files', 'a'], 'must be text in quotation marks, not a number')))
test('an unknown kind and wrong files are said together', () => {
  const both = read({ kind: 'lnks', files: 'x' })
  assert.deepEqual(both.kind === 'wrong' && both.mistakes.map(({ path }) => path.join('.')), ['layout.kind', 'layout.files'])
})
test("a user's app lies in the home, and ~ is that home; for the machine's apps ~ means nothing", () => {
  const { usual } = userPlacesOf('jaco', { uid: 1000, home: '/home/op' })
  assert.deepEqual(readLayout({}, 'jaco', someDrivers.layouts, usual), good({ layout: { kind: 'links', home: '/home/op/.local/lib/jaco' }, binaries: [{ name: 'jaco', publicPath: '/home/op/.local/bin/jaco' }] }))
  const own = { home: '~/apps/j', files: { jaco: '~/bin/jaco', other: '~eve/x' } }
  assert.deepEqual(readLayout(own, 'jaco', someDrivers.layouts, usual), good({ layout: { kind: 'links', home: '/home/op/apps/j' }, binaries: [{ name: 'jaco', publicPath: '/home/op/bin/jaco' }, { name: 'other', publicPath: '~eve/x' }] }))
  assert.deepEqual(read({ home: '~/apps/j' }), good({ layout: { kind: 'links', home: '~/apps/j' }, binaries }), 'a relative path like others, refused by rules/paths')
})

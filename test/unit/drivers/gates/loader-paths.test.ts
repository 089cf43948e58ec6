import assert from 'node:assert/strict'
import { test } from 'node:test'
import { glibcDirectories, loaderPaths } from '../../../../src/drivers/gates/loader-paths.ts'
import { failure } from '../../../../src/errors.ts'
import type { ElfNeeds } from '../../../../src/formats/elf/elf-needs.ts'
import { aLoaderCache } from '../../../support/a-loader-cache.ts'

const needs = (interpreter: string): ElfNeeds => ({
  image: { form: { bits: 64, little: true }, machine: 62, kind: 'shared', interpreter, loaded: [], dynamic: null }, libraries: [], rpath: [], runpath: [], versions: [], defines: new Set(),
})
const disk = (files: Readonly<Record<string, string | Uint8Array>>) => ({ read: async (path: string) => (files[path] === undefined ? null : Buffer.from(files[path])) })

test("glibc's: its list, then the usual directories, Debian's of the processor among them", async () => {
  const paths = await loaderPaths(disk({ '/etc/ld.so.cache': aLoaderCache([['libacme.so.1', '/opt/acme/libacme.so.1']]) }), needs('/lib64/ld-linux-x86-64.so.2'))
  assert.deepEqual([paths?.kind, paths?.listed('libacme.so.1'), paths?.listed('libother.so')], ['glibc', ['/opt/acme/libacme.so.1'], []])
  assert.deepEqual(paths?.directories, glibcDirectories(62))
  assert.ok(glibcDirectories(183).includes('/usr/lib/aarch64-linux-gnu'))
  for (const interpreter of ['/lib/ld-linux.so.2', '/lib/ld-linux-aarch64.so.1', '/lib64/ld64.so.2', '/lib/ld.so.1']) assert.equal((await loaderPaths(disk({}), needs(interpreter)))?.kind, 'glibc', interpreter)
})
test("musl's: what its file says, else three directories", async () => {
  const musl = needs('/lib/ld-musl-x86_64.so.1')
  assert.deepEqual((await loaderPaths(disk({}), musl))?.directories, ['/lib', '/usr/local/lib', '/usr/lib'])
  assert.deepEqual((await loaderPaths(disk({ '/etc/ld-musl-x86_64.path': '/opt/a:/opt/b\n/opt/c\nrelative' }), musl))?.directories, ['/opt/a', '/opt/b', '/opt/c'])
})
test('a loader that is not known, and a list that cannot be read, judge nobody', async () => {
  assert.equal(await loaderPaths(disk({}), needs('/system/bin/linker64')), null)
  assert.equal(await loaderPaths(disk({ '/etc/ld.so.cache': 'of another form' }), needs('/lib/ld-linux.so.2')), null)
  assert.equal(await loaderPaths({ read: async () => { throw failure('DATA', 'too large') } }, needs('/lib/ld-linux.so.2')), null)
})

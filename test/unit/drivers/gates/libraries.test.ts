import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lacking } from '../../../../src/drivers/gates/libraries.ts'
import type { ElfNeeds } from '../../../../src/formats/elf/elf-needs.ts'

// What is found, and how, is asked of real programs in loadable.test.ts.
const needs = (changes: Partial<ElfNeeds>, interpreter: string): ElfNeeds => ({
  image: { form: { bits: 64, little: true }, machine: 62, kind: 'shared', interpreter, loaded: [], dynamic: null }, libraries: [], rpath: [], runpath: [], versions: [], defines: new Set(), ...changes,
})
/** A machine without any file; `asked` is where libraries were looked for. */
function anEmptyMachine() {
  const asked: string[] = []
  const look = async (path: string): Promise<null> => { asked.push(path); return null }
  return { asked, reads: { disk: { look, readLink: async () => null, read: async () => null }, files: { open: async () => null } } }
}
const [glibc, musl] = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-musl-x86_64.so.1']

test('musl has its own libraries within its loader, and knows no versions', async () => {
  const { reads } = anEmptyMachine()
  const program = needs({ libraries: ['libc.so', 'libpthread.so.0', 'libc.musl-x86_64.so.1', 'libz.so.1'], versions: [{ library: 'libz.so.1', version: 'Z_1' }] }, musl)
  assert.deepEqual(await lacking(reads, program, ['/opt']), [{ kind: 'library', library: 'libz.so.1', through: null }])
})
test('DT_RUNPATH puts DT_RPATH out of force; what is relative, or empty, is no place', async () => {
  const { reads, asked } = anEmptyMachine()
  await lacking(reads, needs({ libraries: ['liba.so'], rpath: ['/old'], runpath: ['/new', '', 'relative', '$ORIGIN/x', '${ORIGIN}/y'] }, glibc), ['/one', '/two'])
  assert.deepEqual(asked.slice(0, 5), ['/new/liba.so', '/one/x/liba.so', '/two/x/liba.so', '/one/y/liba.so', '/two/y/liba.so'])
  assert.ok(asked.every((path) => !path.startsWith('/old') && path.startsWith('/')))
})
test('a library that is named by a path is looked for there, and nowhere else', async () => {
  const { reads, asked } = anEmptyMachine()
  assert.equal((await lacking(reads, needs({ libraries: ['/opt/a/liba.so'] }, glibc), ['/one'])).length, 1)
  assert.deepEqual([...new Set(asked)], ['/opt/a/liba.so'])
})
test('each library is looked for once, and no more than anybody needs', async () => {
  const { reads } = anEmptyMachine()
  const many = Array.from({ length: 2000 }, (_, index) => `lib${index % 1500}.so`)
  const { length } = await lacking(reads, needs({ libraries: many }, glibc), ['/one'])
  assert.ok(length < 1000, String(length))
})
test('an unknown variable, or loader, calls nothing missing', async () => {
  const { reads } = anEmptyMachine()
  for (const path of ['/opt/$LIB', '/opt/${PLATFORM}/x']) assert.deepEqual(await lacking(reads, needs({ libraries: ['liba.so'], runpath: [path] }, glibc), ['/one']), [])
  assert.deepEqual(await lacking(reads, needs({ libraries: ['liba.so'] }, '/system/bin/linker64'), ['/one']), [])
})
test('a program with more directories than any honest one is not judged: to look through them all would take hours', async () => {
  const { reads, asked } = anEmptyMachine()
  const many = Array.from({ length: 5000 }, (_, index) => `/d${index}`)
  for (const where of ['rpath', 'runpath'] as const) assert.deepEqual(await lacking(reads, needs({ libraries: ['liba.so', 'libb.so'], [where]: many }, glibc), ['/one']), [], where)
  assert.deepEqual(asked, [])
})

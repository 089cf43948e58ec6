import assert from 'node:assert/strict'
import { readFileSync, realpathSync } from 'node:fs'
import { test } from 'node:test'
import { readElfNeeds } from '../../../../src/formats/elf/elf-needs.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { compiled, plainProgram, versionedLibrary } from '../../../support/compiled.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const needsOf = (bytes: Uint8Array) => readElfNeeds(anArchiveFile(Buffer.from(bytes), 1000))

test('a dynamic program: its loader, its libraries, where they are looked for, and which versions of symbols it takes', async (t) => {
  const directory = aDirectory(t)
  const library = versionedLibrary(directory, 'libacme.so.1', ['ACME_1', 'ACME_2'])
  const program = compiled(directory, 'acmed', 'int of_ACME_2(void); int main(void) { return of_ACME_2(); }\n', library, '-Wl,-rpath,$ORIGIN/../lib:/opt/acme', '-Wl,--enable-new-dtags')
  const needs = await needsOf(readFileSync(program))
  assert.match(needs?.image.interpreter ?? '', /^\/lib.*ld-linux/)
  assert.deepEqual([needs?.image.form.bits, needs?.image.kind, needs?.rpath], [64, 'shared', []])
  assert.deepEqual(needs?.libraries.toSorted(), ['libacme.so.1', 'libc.so.6'])
  assert.deepEqual(needs?.runpath, ['$ORIGIN/../lib', '/opt/acme'])
  assert.ok(needs?.versions.some(({ library: of, version }) => of === 'libacme.so.1' && version === 'ACME_2'))
  assert.deepEqual([...(await needsOf(readFileSync(library)))?.defines ?? []].toSorted(), ['ACME_1', 'ACME_2', 'libacme.so.1'])
})
test('the older kind of path is told apart', async (t) => {
  const directory = aDirectory(t)
  const needs = await needsOf(readFileSync(compiled(directory, 'old', plainProgram, '-Wl,-rpath,/opt/old', '-Wl,--disable-new-dtags')))
  assert.deepEqual([needs?.rpath, needs?.runpath], [['/opt/old'], []])
})
test('a static program, and one that only says that it moves, ask for nothing', async (t) => {
  const directory = aDirectory(t)
  for (const how of ['-static', '-static-pie']) {
    const needs = await needsOf(readFileSync(compiled(directory, `program${how}`, plainProgram, how)))
    assert.deepEqual([needs?.image.interpreter, needs?.libraries, needs?.versions], [null, [], []], how)
  }
})
test('the real C library has versions, and the real Node many libraries', async () => {
  const node = await needsOf(readFileSync(process.execPath))
  assert.ok(node?.libraries.includes('libc.so.6') && node.versions.some(({ version }) => version.startsWith('GLIBC_')))
  const [library] = ['/lib/x86_64-linux-gnu/libc.so.6', '/lib/aarch64-linux-gnu/libc.so.6', '/lib64/libc.so.6'].flatMap((path) => { try { return [realpathSync(path)] } catch { return [] } })
  assert.ok((await needsOf(readFileSync(library ?? '')))?.defines.has('GLIBC_2.17'))
})
test('what is no ELF file is none; what ends too soon, or points elsewhere, is damaged', async (t) => {
  const directory = aDirectory(t)
  for (const text of ['', '#!/bin/sh\n', '\x7fEL']) assert.equal(await needsOf(Buffer.from(text, 'latin1')), null)
  const whole = readFileSync(compiled(directory, 'cut', plainProgram))
  for (const sizeBytes of [5, 63, 200]) await rejectsWithFailure('DATA', /executable is damaged/, needsOf(whole.subarray(0, sizeBytes)))
  const many = Buffer.from(whole)
  many.writeUInt16LE(60_000, 56)
  await rejectsWithFailure('DATA', /program headers are of no known size/, needsOf(many))
  const foreign = Buffer.from(whole)
  foreign[4] = 9
  await rejectsWithFailure('DATA', /class or byte order/, needsOf(foreign))
})

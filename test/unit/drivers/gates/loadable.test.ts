import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadable } from '../../../../src/drivers/gates/loadable.ts'
import { files } from '../../../../src/host/files.ts'
import { readsDisk } from '../../../../src/host/reads-disk.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { anElf } from '../../../support/an-elf.ts'
import { compiled, plainProgram, versionedLibrary } from '../../../support/compiled.ts'

const host = process.arch === 'arm64' ? 'arm64' : 'amd64'

/** The answer about one new file, beside a live one, or none. */
async function asked(newPath: string, live: string | null = null): Promise<Answer> {
  const plan = aPlan()
  const [file] = plan.files
  return loadable({ disk: readsDisk, files }, host).ask({ ...plan, files: [{ ...file, name: 'acmed', newPath, publicPath: live ?? '/usr/local/bin/acmed', keptSha256: live === null ? null : 'x' }] }, new AbortController().signal)
}
const no = async (newPath: string, live: string | null = null): Promise<string> => {
  const said = await asked(newPath, live)
  return said.kind === 'no' ? `${said.reason} (${said.overridable})` : 'yes'
}
const caller = 'int of_ACME_2(void); int main(void) { return of_ACME_2(); }\n'

test("this machine's own programs, a static one, one that moves, a script and what is no program at all may go on", async (t) => {
  const directory = aDirectory(t)
  writeFileSync(join(directory, 'script'), '#!/bin/sh -e\n')
  writeFileSync(join(directory, 'table.bin'), Buffer.alloc(5000))
  const own = ['/bin/true', '/bin/sh', process.execPath, join(directory, 'script'), join(directory, 'table.bin'), ...['-static', '-static-pie'].map((how) => compiled(directory, `p${how}`, plainProgram, how))]
  for (const path of own) assert.deepEqual(await asked(realpathSync(path)), { kind: 'yes' }, path)
})
test('F41 g11 a library that is not here; found again beside the program, by either kind of path', async (t) => {
  const directory = aDirectory(t)
  const library = versionedLibrary(join(directory, 'lib'), 'libacme.so.1', ['ACME_1', 'ACME_2'])
  const plain = compiled(join(directory, 'bin'), 'plain', caller, library)
  assert.equal(await no(plain), "version 2.0.0 cannot run here: 'acmed' needs the library 'libacme.so.1', which is not here (yes)")
  for (const [tags, path] of [['--enable-new-dtags', '$ORIGIN/../lib'], ['--disable-new-dtags', '${ORIGIN}/../lib'], ['--enable-new-dtags', join(directory, 'lib')]] as const)
    assert.deepEqual(await asked(compiled(join(directory, 'bin'), 'beside', caller, library, `-Wl,-rpath,${path}`, `-Wl,${tags}`)), { kind: 'yes' }, path)
  rmSync(library)
  assert.match(await no(join(directory, 'bin/beside')), /libacme\.so\.1/)
})
test("what the program's own library needs is looked for, too, and the program's older kind of path helps it", async (t) => {
  const directory = aDirectory(t)
  const inner = versionedLibrary(join(directory, 'lib'), 'libinner.so.1', ['ACME_2'])
  const outer = compiled(join(directory, 'lib'), 'libouter.so.1', 'int of_ACME_2(void); int outer(void) { return of_ACME_2(); }\n', '-shared', '-fPIC', '-Wl,-soname,libouter.so.1', inner)
  const linked = (name: string, ...options: readonly string[]): string => compiled(directory, name, 'int outer(void); int main(void) { return outer(); }\n', outer, `-Wl,-rpath-link,${join(directory, 'lib')}`, `-Wl,-rpath,${join(directory, 'lib')}`, ...options)
  assert.deepEqual(await asked(linked('old', '-Wl,--disable-new-dtags')), { kind: 'yes' })
  assert.match(await no(linked('new', '-Wl,--enable-new-dtags')), /'acmed', through 'libouter\.so\.1', needs the library 'libinner\.so\.1', which is not here/)
})
test('F41 g11 a version of symbols that the library here does not have: built for a newer distribution', async (t) => {
  const directory = aDirectory(t)
  const library = versionedLibrary(directory, 'libacme.so.1', ['ACME_1', 'ACME_2'])
  const program = compiled(directory, 'acmed', caller, library, '-Wl,-rpath,$ORIGIN')
  assert.deepEqual(await asked(program), { kind: 'yes' })
  versionedLibrary(directory, 'libacme.so.1', ['ACME_1'])
  assert.equal(await no(program), "version 2.0.0 cannot run here: 'libacme.so.1' here does not have 'ACME_2', which 'acmed' needs: built for a newer distribution (yes)")
  // The loader only says that it does not know: the library was built without versions.
  compiled(directory, 'libacme.so.1', 'int of_ACME_2(void) { return 1; }\n', '-shared', '-fPIC', '-Wl,-soname,libacme.so.1')
  assert.deepEqual(await asked(program), { kind: 'yes' })
})
test('what the live program lacks just the same, its unit gives it', async (t) => {
  const directory = aDirectory(t)
  const library = versionedLibrary(join(directory, 'elsewhere'), 'libacme.so.1', ['ACME_2'])
  const other = versionedLibrary(join(directory, 'elsewhere'), 'libother.so.1', ['ACME_9'])
  const live = compiled(directory, 'live', caller, library)
  const fresh = compiled(join(directory, 'new'), 'acmed', caller, library)
  assert.deepEqual(await asked(fresh, live), { kind: 'yes' })
  assert.match(await no(compiled(join(directory, 'new'), 'more', caller, library, '-Wl,--no-as-needed', other), live), /needs the library 'libother\.so\.1', which is not here \(yes\)$/)
})
test('a library of another processor is passed over; a link is followed; a damaged one is left to the rehearsal', async (t) => {
  const directory = aDirectory(t)
  const library = versionedLibrary(join(directory, 'real'), 'libacme.so.1', ['ACME_2'])
  const program = compiled(directory, 'acmed', caller, library, `-Wl,-rpath,${directory}/foreign:${directory}/linked`)
  for (const name of ['foreign', 'linked']) mkdirSync(join(directory, name))
  writeFileSync(join(directory, 'foreign/libacme.so.1'), anElf({ machine: 243, interpreter: null }))
  assert.match(await no(program), /libacme\.so\.1/)
  symlinkSync('../real/libacme.so.1', join(directory, 'linked/libacme.so.1'))
  assert.deepEqual(await asked(program), { kind: 'yes' })
  writeFileSync(join(directory, 'foreign/libacme.so.1'), '\x7fELF, and no more')
  renameSync(library, `${library}.away`)
  assert.deepEqual(await asked(program), { kind: 'yes' })
})
test('F41 another processor, a loader that is not here, an interpreter that is not executable', async (t) => {
  const directory = aDirectory(t)
  const made = (name: string, content: string | Uint8Array): string => { writeFileSync(join(directory, name), content); return join(directory, name) }
  const foreign = host === 'amd64' ? 'arm64' : 'amd64'
  assert.equal(await no(made('foreign', anElf({ machine: foreign === 'arm64' ? 183 : 62, interpreter: null }))), `version 2.0.0 cannot run here: 'acmed' is a program for ${foreign}, this machine is ${host} (yes)`)
  assert.match(await no(made('riscv', anElf({ machine: 243, interpreter: null }))), /is a program for machine 243 \(64 bits\)/)
  assert.match(await no(compiled(directory, 'musl', plainProgram, '-Wl,--dynamic-linker=/lib/ld-musl-none.so.1')), /'acmed' needs the loader '\/lib\/ld-musl-none\.so\.1', which is not here/)
  assert.match(await no(made('script', '#!/opt/acme/python3 -I\n')), /'acmed' is a script for '\/opt\/acme\/python3', which is not here/)
  assert.match(await no(made('foreign-editor', '#!/bin/sh\r\n')), /is a script for '\/bin\/sh\\x0d', which is not here/)
  copyFileSync('/bin/true', join(directory, 'interpreter'))
  chmodSync(join(directory, 'interpreter'), 0o644)
  assert.match(await no(made('unable', `#!${join(directory, 'interpreter')}\n`)), /which is not executable \(yes\)$/)
})
test('what cannot be judged is rehearsed all the same: damaged tables, an unknown variable, a loader of its own', async (t) => {
  const directory = aDirectory(t)
  writeFileSync(join(directory, 'damaged'), '\x7fELF\x02\x01, and then something else')
  assert.deepEqual(await asked(join(directory, 'damaged')), { kind: 'yes' })
  const library = versionedLibrary(join(directory, 'lib'), 'libacme.so.1', ['ACME_2'])
  assert.deepEqual(await asked(compiled(directory, 'platform', caller, library, '-Wl,-rpath,/opt/$PLATFORM')), { kind: 'yes' })
  copyFileSync('/bin/true', join(directory, 'own-loader'))
  assert.deepEqual(await asked(compiled(directory, 'own', caller, library, `-Wl,--dynamic-linker=${directory}/own-loader`)), { kind: 'yes' })
})
test('links in a circle, and a file that is gone, are nothing to judge', async (t) => {
  const directory = aDirectory(t)
  symlinkSync('circle', join(directory, 'circle'))
  for (const name of ['circle', 'gone']) assert.deepEqual(await asked(join(directory, name)), { kind: 'yes' })
})

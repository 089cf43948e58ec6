import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isProgram, programAt } from '../../../../src/drivers/gates/program-files.ts'
import { files } from '../../../../src/host/files.ts'
import { readsDisk } from '../../../../src/host/reads-disk.ts'
import { failure } from '../../../../src/errors.ts'
import { aDirectory } from '../../../support/a-directory.ts'

const reads = { disk: readsDisk, files }

test('an ELF file, a script, and anything else; through links, as the kernel follows them', async (t) => {
  const directory = aDirectory(t)
  for (const [name, content] of [['script', '#!/bin/sh\n'], ['text', 'text']] as const) writeFileSync(join(directory, name), content)
  mkdirSync(join(directory, 'deep/er'), { recursive: true })
  symlinkSync('deep/er', join(directory, 'short'))
  // Below the linked directory `..` is deep, and not what the words say.
  writeFileSync(join(directory, 'deep/there'), '#!/deep\n')
  symlinkSync('../there', join(directory, 'deep/er/link'))
  symlinkSync(realpathSync('/bin/true'), join(directory, 'true'))
  assert.deepEqual((await programAt(reads, join(directory, 'true')))?.kind, 'elf')
  assert.deepEqual(await programAt(reads, join(directory, 'script')), { kind: 'script', path: join(directory, 'script'), interpreter: '/bin/sh' })
  assert.equal((await programAt(reads, join(directory, 'text')))?.kind, 'unknown')
  const through = await programAt(reads, join(directory, 'short/link'))
  assert.equal(through?.kind === 'script' && through.interpreter, '/deep')
})
test('what is not there, a directory, a pipe, and what we may not see', async (t) => {
  const directory = aDirectory(t)
  execFileSync('mkfifo', [join(directory, 'pipe')])
  for (const path of [join(directory, 'none'), directory, join(directory, 'pipe')]) assert.deepEqual([await programAt(reads, path), await isProgram(reads, path)], [null, 'missing'], path)
  const hidden = { disk: { ...readsDisk, look: async () => { throw failure('PERMISSION', 'no') } }, files: { open: async () => { throw failure('PERMISSION', 'no') } } }
  assert.deepEqual([await programAt(hidden, '/bin/true'), await isProgram(hidden, '/bin/true')], [null, 'missing'])
})
test('a file that nobody may execute is no program', async (t) => {
  const path = join(aDirectory(t), 'plain')
  writeFileSync(path, 'x', { mode: 0o644 })
  assert.deepEqual([await isProgram(reads, path), await isProgram(reads, '/bin/sh')], ['not executable', 'yes'])
})

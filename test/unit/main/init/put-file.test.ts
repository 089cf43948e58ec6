import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { machine } from '../../../../src/host/machine.ts'
import { putFile, refuseExisting } from '../../../../src/main/init/put-file.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const { disk, randomness } = machine
function scratch(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'app-upgrade-put-'))
  t.after(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}

test('a new file is whole, for everybody to read, and leaves nothing beside it', async (t) => {
  const directory = scratch(t)
  await putFile(join(directory, 'acme.toml'), 'x = 1\n', { onto: 'nothing', disk, randomness })
  assert.deepEqual([readdirSync(directory), readFileSync(join(directory, 'acme.toml'), 'utf8'), statSync(join(directory, 'acme.toml')).mode & 0o777], [['acme.toml'], 'x = 1\n', 0o644])
})

test('what is there stays there, whatever it is, unless it was said', async (t) => {
  const directory = scratch(t)
  writeFileSync(join(directory, 'acme.toml'), 'mine')
  symlinkSync('/nowhere', join(directory, 'link.toml'))
  for (const name of ['acme.toml', 'link.toml']) {
    await rejectsWithFailure('REFUSED', /is there already/, refuseExisting(join(directory, name), { onto: 'nothing', disk }))
    await rejectsWithFailure('REFUSED', /is there already/, putFile(join(directory, name), 'x', { onto: 'nothing', disk, randomness }))
  }
  assert.deepEqual([readdirSync(directory), readFileSync(join(directory, 'acme.toml'), 'utf8')], [['acme.toml', 'link.toml'], 'mine'])
  await putFile(join(directory, 'acme.toml'), 'yours', { onto: 'anything', disk, randomness })
  assert.equal(readFileSync(join(directory, 'acme.toml'), 'utf8'), 'yours')
})

test('a directory that is not there is told as it is', async (t) => {
  await rejectsWithFailure('IO', /./, putFile(join(scratch(t), 'no/acme.toml'), 'x', { onto: 'nothing', disk, randomness }))
})

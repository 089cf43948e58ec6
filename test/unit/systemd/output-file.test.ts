import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { openOutput } from '../../../src/systemd/output-file.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

test('a file that only we can find, read up to a limit, gone afterwards', async (t) => {
  const folder = mkdtempSync('/tmp/output-')
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(`${folder}/out`, { mode: 0o755 })
  const output = await openOutput(`${folder}/out`, 'a.service')
  assert.deepEqual([statSync(`${folder}/out`).mode & 0o777, statSync(output.path).mode & 0o777], [0o700, 0o600])
  appendFileSync(output.path, 'hello world')
  assert.equal(await output.read(5), 'hello')
  await output.remove()
  assert.ok(!existsSync(output.path))
})
test('a file or link that is there already is not written through', async (t) => {
  const folder = mkdtempSync('/tmp/output-')
  t.after(() => rmSync(folder, { recursive: true }))
  symlinkSync('/etc/passwd', `${folder}/a.service`)
  await rejectsWithFailure('CANT_CREATE', /output file .* cannot be made/, openOutput(folder, 'a.service'))
})
test('I7 what a killed run has left behind goes, once nobody can be at it any more', async (t) => {
  const folder = mkdtempSync('/tmp/output-')
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, hours] of [['old.service', 25], ['at-work.service', 12]] as const) {
    writeFileSync(`${folder}/${name}`, 'x')
    utimesSync(`${folder}/${name}`, new Date(), new Date(Date.now() - hours * 3_600_000))
  }
  await (await openOutput(folder, 'a.service')).remove()
  assert.deepEqual(readdirSync(folder), ['at-work.service'])
})

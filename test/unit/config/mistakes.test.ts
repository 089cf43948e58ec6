import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { isFailure } from '../../../src/errors.ts'
import { loadSettings } from '../../../src/config/load.ts'
import { placesOf } from '../../../src/upgrade/places.ts'
import { aConfigDisk } from '../../support/config-disk.ts'
import { someDrivers } from '../../support/driver-schemas.ts'

/**
 * Every mistake as a person sees it: `<case>.toml` is an app file, `<case>.txt` the message it must give. A new case is
 * written by GOLDEN=write; then read it as somebody who was called out of bed.
 */
const vectors = new URL('../../vectors/config/', import.meta.url)
const cases = readdirSync(vectors).filter((name) => name.endsWith('.toml')).map((name) => name.slice(0, -'.toml'.length))

for (const name of cases) {
  test(`${name} is refused with its message`, async () => {
    const said = await messageFor(readFileSync(new URL(`${name}.toml`, vectors)))
    const golden = new URL(`${name}.txt`, vectors)
    if (process.env['GOLDEN'] === 'write' && !existsSync(golden)) writeFileSync(golden, said)
    assert.equal(said, readFileSync(golden, 'utf8'))
  })
}

test('there is a case for each number that a file alone can show', () => {
  for (const number of ['E34', 'E35', 'E36', 'E37', 'E38', 'E39', 'E40', 'E43', 'E44', 'E46', 'E48']) {
    assert.ok(cases.some((name) => name.startsWith(`${number}-`)), number)
  }
})

test('no message shows a secret', () => {
  for (const name of cases) {
    const said = readFileSync(new URL(`${name}.txt`, vectors), 'utf8')
    assert.doesNotMatch(said, /correct-horse|hunter2|deadbeef|EXAMPLESECRET|alice/, name)
  }
})

async function messageFor(bytes: Uint8Array): Promise<string> {
  const disk = aConfigDisk({ '/etc/app-upgrade/jaco.toml': bytes })
  const [outcome] = await Promise.allSettled([loadSettings(disk, 'jaco', placesOf('jaco'), someDrivers)])
  if (outcome.status === 'fulfilled') assert.fail(`nothing was refused: ${JSON.stringify(outcome.value)}`)
  if (!isFailure(outcome.reason)) throw outcome.reason
  assert.equal(outcome.reason.code, 'CONFIG')
  return `${outcome.reason.message}\n${outcome.reason.next === null ? '' : `next: ${outcome.reason.next}\n`}`
}

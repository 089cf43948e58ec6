import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedApp, checkedVersion, namedApp } from '../../../src/cli/asked-app.ts'
import { rejectsWithFailure, throwsFailure } from '../../support/throws.ts'
import { aWorld } from '../../support/scripted-world.ts'

const call = (APP?: string) => ({ values: { APP }, switches: new Set<string>(), several: [] })

test('no name means the one there is', async () => {
  assert.equal(namedApp(call()), null)
  assert.equal(await askedApp(call(), aWorld()), 'acme')
  assert.equal(await askedApp(call('jaco'), aWorld()), 'jaco')
})

for (const name of ['', '..', '/etc/passwd', 'A', '-x', 'a\nb', 'a@b@c', 'x'.repeat(64)]) {
  test(`${JSON.stringify(name.slice(0, 20))} is no app`, async () => { await rejectsWithFailure('USAGE', /./, askedApp(call(name), aWorld())) })
}

test('a version and an instance name are recognised as such', () => {
  throwsFailure('USAGE', /is a version, and an app was expected/, () => namedApp(call('v1.2.3')))
  throwsFailure('USAGE', /is a unit's instance name/, () => namedApp(call('acme@v1.2.3')))
})

test('a version keeps its spelling', () => {
  assert.equal(checkedVersion('v1.2.3'), 'v1.2.3')
  throwsFailure('USAGE', /'1\.2' is not a version/, () => checkedVersion('1.2'))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTeller, tellers } from '../../../../src/drivers/tellers/table.ts'
import { tellerTools } from '../../../support/teller-tools.ts'

test('each stands under its kind', () => { for (const [kind, driver] of Object.entries(tellers)) assert.equal(driver.kind, kind) })

test('settings open the teller of their kind', () => {
  assert.equal(openTeller({ kind: 'webhook', url: 'https://hooks.example.org/services/T000/B000/XXXX?key=s3cret' }, tellerTools()).called, 'webhook https://hooks.example.org')
  assert.equal(openTeller({ kind: 'command', command: ['/usr/bin/notify', '--token', 's3cret'] }, tellerTools()).called, 'command /usr/bin/notify')
})

test('which secrets each asks for', () => {
  assert.deepEqual(openTeller({ kind: 'webhook', url: 'https://hooks.example.org/', secret: 'hook', authorization: 'token' }, tellerTools()).secrets, ['hook', 'token'])
  assert.deepEqual(openTeller({ kind: 'webhook', url: 'https://hooks.example.org/' }, tellerTools()).secrets, [])
})

test('a kind that nobody made is a bug: the settings were checked', () => assert.throws(() => openTeller({ kind: 'pigeon' }, tellerTools()), /no teller of kind 'pigeon'/))

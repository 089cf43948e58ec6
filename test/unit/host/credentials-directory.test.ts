import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialsDirectory } from '../../../src/host/credentials-directory.ts'

test("the unit's own directory, if it is one", (t) => {
  const before = process.env['CREDENTIALS_DIRECTORY']
  t.after(() => { if (before === undefined) delete process.env['CREDENTIALS_DIRECTORY']; else process.env['CREDENTIALS_DIRECTORY'] = before })
  for (const [value, expected] of [['/run/credentials/x.service', '/run/credentials/x.service'], ['', null], ['relative', null]] as const) {
    process.env['CREDENTIALS_DIRECTORY'] = value
    assert.equal(credentialsDirectory(), expected)
  }
  delete process.env['CREDENTIALS_DIRECTORY']
  assert.equal(credentialsDirectory(), null)
})

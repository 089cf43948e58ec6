import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appNameOf } from '../../../../src/main/init/app-name.ts'
import { throwsFailure } from '../../../support/throws.ts'

test("names of repositories become apps' names", () => {
  assert.deepEqual(['JACO', 'node_exporter', 'Acme Server', '.dotfiles', 'x'.repeat(90), 'a.b'].map(appNameOf), ['jaco', 'node_exporter', 'acme-server', 'dotfiles', 'x'.repeat(63), 'a-b'])
  throwsFailure('USAGE', /is no name for an app/, () => appNameOf('---'))
})

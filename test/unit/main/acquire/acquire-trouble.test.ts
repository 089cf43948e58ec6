import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureTable, isFailure } from '../../../../src/errors.ts'
import { acquireFailure } from '../../../../src/main/acquire/acquire-trouble.ts'
import type { Trouble } from '../../../../src/upgrade/report.ts'

const cache = '/var/cache/app-upgrade/acme'
const said = (trouble: Trouble | null, status: number = failureTable.PERMISSION.exit): string => {
  const thrown = acquireFailure({ unit: 'app-upgrade-acquire@acme.service', status, trouble, cache })
  return isFailure(thrown) ? `${thrown.code} ${thrown.message}: ${thrown.next}` : 'no failure'
}

test('what keeps the acquiring half from its own place is told with the remedy, whether it could still say so or not', () => {
  const remedy = /where that is not 'app-upgrade': 'chown -R app-upgrade:app-upgrade \/var\/cache\/app-upgrade\/acme'$/
  assert.match(said({ code: 'PERMISSION', messages: [`cannot remove '${cache}/shelf/ab'`, 'EACCES'], next: null }), remedy)
  assert.match(said(null), remedy)
})

test('anything else is told as it is', () => {
  assert.equal(said({ code: 'PERMISSION', messages: ["cannot read '/etc/app-upgrade/acme.toml'"], next: 'let it' }), "PERMISSION cannot read '/etc/app-upgrade/acme.toml': let it")
  assert.match(said(null, failureTable.TEMPORARY.exit), /journalctl/)
  assert.doesNotMatch(said(null, failureTable.TEMPORARY.exit), /chown/)
})

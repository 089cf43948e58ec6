import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOfExit, failure, exitCodeOf, failureTable, type FailureCode } from '../../src/errors.ts'

test('an exit code leads back to its failure, and tampering is never guessed from 40', () => {
  for (const code of Object.keys(failureTable) as readonly FailureCode[])
    assert.equal(codeOfExit(exitCodeOf(failure(code, 'x'))), code === 'TAMPERED' ? 'REFUSED' : code)
  for (const exit of [0, 1, 143, 255]) assert.equal(codeOfExit(exit), null)
})

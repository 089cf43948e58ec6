import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setInEnv } from '../../../../src/formats/build-info/set-in-env.ts'
import { throwsFailure } from '../../../support/throws.ts'

/** One key after the other, as `setValues` does. */
const set = (text: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((under, [key, value]) => setInEnv({ text: under, fileName: '/etc/acme/install', key, value }), text)

test('the last assignment is the one that counts, and what is around it stays', () => {
  const text = '# versions\nVERSION=0.9\n  export VERSION="1.0" \nOTHER=VERSION=7'
  assert.equal(set(text, { VERSION: '2.0' }), '# versions\nVERSION=0.9\n  export VERSION=2.0\nOTHER=VERSION=7')
  assert.equal(set('A=1', { VERSION: 'v 2$' }), 'A=1\nVERSION="v 2\\$"\n')
  assert.equal(set('VERSION=1\r\nB=2\r\n', { VERSION: '2' }), 'VERSION=2\r\nB=2\r\n')
})

test('a value over several lines is not cut in two, and a line that only goes on is no assignment', () => {
  throwsFailure('CONFIG', /line 1 .* several lines/, () => set('VERSION="1\n2"\n', { VERSION: '3' }))
  throwsFailure('CONFIG', /line 1 .* several lines/, () => set('VERSION=1\\\n2\n', { VERSION: '3' }))
  assert.equal(set('A=x\\\nVERSION=1\n', { VERSION: '2' }), 'A=x\\\nVERSION=1\nVERSION=2\n')
})

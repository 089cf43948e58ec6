import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatKept, readKept } from '../../../../src/formats/tuf/kept.ts'
import { throwsFailure } from '../../../support/throws.ts'

const of = (text: string): Buffer => Buffer.from(text)
const kept = { roots: [of('{"a":"é"}')], timestamp: of('{ }\n'), snapshot: of('{}'), targets: new Map([['targets', of('{}')], ['../x', of('[]')]]) }

test('what is kept is read as it was written, to the byte', () => {
  assert.deepEqual(readKept(formatKept(kept), 'kept'), kept)
})

test('anything else is DATA', () => {
  for (const text of ['', '{', '{}', '{"schema":2}', '{"schema":1,"roots":[],"timestamp":"","snapshot":"","targets":[["a"]]}']) throwsFailure('DATA', /./, () => readKept(of(text), 'kept'))
  throwsFailure('DATA', /not UTF-8/, () => formatKept({ ...kept, timestamp: Buffer.from([0xff]) }))
})

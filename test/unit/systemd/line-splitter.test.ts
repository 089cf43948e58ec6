import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LineSplitter } from '../../../src/systemd/line-splitter.ts'

test('lines come out whole however the chunks are cut', () => {
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z ü]{0,12}$/), { maxLength: 8 }), fc.array(fc.nat(20), { maxLength: 30 }), (lines, cuts) => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    const [splitter, out] = [new LineSplitter(1000), [] as (string | null)[]]
    let at = 0
    for (const cut of [...cuts, bytes.length]) {
      out.push(...splitter.split(bytes.subarray(at, at + cut)))
      at += cut
    }
    assert.deepEqual(out, lines)
  }), { seed: 3, numRuns: 300 })
})
test('a line too long is null, and the next is whole again', () => {
  const splitter = new LineSplitter(4)
  assert.deepEqual(splitter.split(Buffer.from('1234\n12345\n12')), ['1234', null])
  assert.deepEqual(splitter.split(Buffer.from('34567890')), [])
  assert.deepEqual(splitter.split(Buffer.from('\nok\n')), [null, 'ok'])
})

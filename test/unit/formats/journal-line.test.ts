import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Bug } from '../../../src/errors.ts'
import { decodeLine, encodeLine, firstSum, type JournalLine, splitLines } from '../../../src/formats/journal-line.ts'
import { throwsFailure } from '../../support/throws.ts'

function journalOf(bodies: readonly unknown[]): string {
  let previousSum = firstSum
  return bodies.map((body, index) => {
    const { text, sum } = encodeLine({ number: index + 1, previousSum, body })
    previousSum = sum
    return text
  }).join('')
}
function readAll(lines: readonly string[]): readonly JournalLine[] {
  let previousSum = firstSum
  return lines.map((line, index) => {
    const read = decodeLine(line, { number: index + 1, previousSum })
    previousSum = read.sum
    return read
  })
}

test('a line is JSON, one line, and says its number and sum', () => {
  const { text, sum } = encodeLine({ number: 1, previousSum: firstSum, body: { note: 'a\nb' } })
  assert.deepEqual(JSON.parse(text), { sum, number: 1, body: { note: 'a\nb' } })
  assert.equal(text.indexOf('\n'), text.length - 1)
})
test('the format is fixed: a journal written today is read tomorrow', () => {
  assert.equal(encodeLine({ number: 1, previousSum: firstSum, body: null }).text, '{"sum":"5f33035031307e67","number":1,"body":null}\n')
})
test('any JSON bodies come back as they were', () => {
  fc.assert(fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), (bodies) => {
    const plain = JSON.parse(JSON.stringify(bodies)) as unknown[]
    const { lines, tornTail } = splitLines(Buffer.from(journalOf(plain)))
    assert.equal(tornTail.length, 0)
    assert.deepEqual(readAll(lines).map((line) => line.body), plain)
  }), { seed: 5, numRuns: 500 })
})
test('any changed byte is noticed', () => {
  const whole = Buffer.from(journalOf([{ step: 'keep' }, { step: 'swap' }]))
  const first = whole.indexOf(0x0a)
  for (let at = 0; at < whole.length; at++) {
    if (at === first || at === whole.length - 1) continue
    for (const flip of [1, 0x20, 0x80]) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ flip
      throwsFailure('DATA', /^line [12] /, () => readAll(splitLines(changed).lines))
    }
  }
})
test('a dropped, doubled, moved or foreign line is noticed', () => {
  const [one = '', two = '', three = ''] = splitLines(Buffer.from(journalOf(['a', 'b', 'c']))).lines
  for (const lines of [[two, three], [one, three], [one, one], [one, three, two], [one, two, two]]) throwsFailure('DATA', /does not match its checksum/, () => readAll(lines))
  const foreign = encodeLine({ number: 2, previousSum: firstSum, body: 'b' }).text.trimEnd()
  throwsFailure('DATA', /line 2 does not match/, () => readAll([one, foreign]))
})
test('a line with a right sum and a wrong number is noticed', () => {
  const { text } = encodeLine({ number: 7, previousSum: firstSum, body: 1 })
  throwsFailure('DATA', /line 1 calls itself '7'/, () => decodeLine(text.trimEnd(), { number: 1, previousSum: firstSum }))
})
test('what is no journal line is refused', () => {
  for (const text of ['', '{}', 'null', '\0\0\0', '{"sum":"short","number":1,"body":1}']) throwsFailure('DATA', /line 1 is not a journal line/, () => decodeLine(text, { number: 1, previousSum: firstSum }))
})
test('every cut leaves whole lines and a torn tail', () => {
  const whole = Buffer.from(journalOf(['a', 'ü', 'c']))
  const { lines } = splitLines(whole)
  for (let cut = 0; cut <= whole.length; cut++) {
    const split = splitLines(whole.subarray(0, cut))
    assert.deepEqual(split.lines, lines.slice(0, split.lines.length))
    assert.equal(split.wholeBytes + split.tornTail.length, cut)
    assert.equal(readAll(split.lines).length, split.lines.length)
  }
})
test('an oversized journal and a line that is not UTF-8 are refused', () => {
  throwsFailure('DATA', /larger than/, () => splitLines(Buffer.alloc(16 * 1024 * 1024 + 1)))
  throwsFailure('DATA', /line 2 is not UTF-8/, () => splitLines(Buffer.from('610aff0a', 'hex')))
})
test('a line that cannot be written rightly is a bug', () => {
  for (const line of [{ number: 0, previousSum: firstSum, body: 1 }, { number: 1, previousSum: 'x', body: 1 }, { number: 1, previousSum: firstSum, body: undefined }, { number: 1, previousSum: firstSum, body: 'x'.repeat(1 << 20) }])
    assert.throws(() => encodeLine(line), Bug)
})

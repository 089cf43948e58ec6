import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paint, paintHeadline } from '../../../../src/cli/words/paint.ts'

test('colour only where the terminal says so, whatever the streams of this process are', () => {
  assert.equal(paint({ colour: true }, 'bad', 'x'), '\x1b[31mx\x1b[39m')
  assert.equal(paint({ colour: false }, 'bad', 'x'), 'x')
  assert.equal(paint({ colour: true }, 'plain', 'x'), 'x')
})

test('only the headline is coloured', () => {
  assert.equal(paintHeadline({ colour: true }, 'good', 'a\nb\n'), '\x1b[32ma\x1b[39m\nb\n')
  assert.equal(paintHeadline({ colour: true }, 'warning', 'a'), '\x1b[33ma\x1b[39m')
})

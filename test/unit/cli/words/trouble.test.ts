import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodeOfTrouble, labelled, onOneLine, stackOf, textOfTrouble, troubleOf } from '../../../../src/cli/words/trouble.ts'
import { Bug, failure, failureTable } from '../../../../src/errors.ts'

test('the chain is walked, outermost first, with the outermost advice', () => {
  const inner = failure('IO', 'the disk is full', { next: 'inner advice' })
  const trouble = troubleOf(failure('CONFIG', 'cannot read the settings', { cause: inner, next: 'outer advice' }))
  assert.deepEqual(trouble, { code: 'CONFIG', messages: ['cannot read the settings', 'the disk is full'], next: 'outer advice' })
  assert.equal(troubleOf(failure('CONFIG', 'x', { cause: inner })).next, 'inner advice')
})

test('a cause that an outer message quotes is not said twice', () => {
  const trouble = troubleOf(failure('IO', 'reading failed: EIO, read', { cause: new Error('EIO, read', { cause: 'the cable' }) }))
  assert.deepEqual(trouble.messages, ['reading failed: EIO, read', 'the cable'])
})

test('a stranger is a bug; a bug below a failure is not hidden by it', () => {
  assert.equal(troubleOf(new TypeError('x')).code, 'BUG')
  assert.equal(troubleOf('thrown text').code, 'BUG')
  assert.equal(troubleOf(undefined).code, 'BUG')
  assert.equal(troubleOf(failure('IO', 'wrapped', { cause: new Bug('broken') })).code, 'BUG')
  assert.equal(troubleOf(failure('IO', 'wrapped', { cause: new Error('ENOENT') })).code, 'IO')
})

test('a chain that bites its tail or never ends, ends', () => {
  const snake = new Error('snake')
  snake.cause = snake
  assert.deepEqual(troubleOf(snake).messages, ['snake'])
  let long = new Error('0')
  for (let depth = 1; depth < 1000; depth++) long = new Error(`message number ${depth}`, { cause: long })
  assert.ok(troubleOf(long).messages.length <= 8)
})

test('an aggregate speaks through its first error (ECONNREFUSED on ::1 and 127.0.0.1)', () => {
  const trouble = troubleOf(failure('UNAVAILABLE', 'no answer', { cause: new AggregateError([new Error('connect ECONNREFUSED ::1:80')]) }))
  assert.deepEqual(trouble.messages, ['no answer', 'AggregateError', 'connect ECONNREFUSED ::1:80'])
})

test('J39 foreign text in messages, causes and advice is printable and without URL secrets', () => {
  const trouble = troubleOf(failure('IO', 'https://u:secret@h/?secret\x1b', { cause: new Error('a\nb'), next: '\u202ex' }))
  assert.deepEqual(trouble, { code: 'IO', messages: ['https://h/', 'a\\x0ab'], next: '\\u{202e}x' })
})

test('the shape of architecture section 11', () => {
  const text = textOfTrouble({ code: 'IO', messages: ['a', 'b', 'c'], next: 'd' }, 'e')
  assert.equal(text, 'app-upgrade: a\n  because: b\n  because: c\n  now:     e\n  next:    d\n')
  assert.equal(labelled('next', 'x'), '  next:    x')
})

test('every code leaves with the exit code of its row', () => {
  for (const code of Object.keys(failureTable) as (keyof typeof failureTable)[]) {
    assert.equal(exitCodeOfTrouble(troubleOf(failure(code, 'x'))), failureTable[code].exit)
  }
})

test('only a bug has a stack, of the innermost error, printable', () => {
  assert.equal(stackOf(failure('IO', 'x', { cause: new Error('y') })), null)
  const bug = new Bug('broken')
  bug.stack = 'Bug: broken\n    at here\x1b[2J'
  assert.equal(stackOf(failure('IO', 'wrapped', { cause: bug })), '      at here\\x1b[2J\n')
  assert.equal(stackOf('no error at all'), '')
})

test('mistakes of the settings are a list; line feeds of any other message are foreign', () => {
  const list = troubleOf(failure('CONFIG', 'two mistakes\n  a:1: x\x1b\n  b:2: y'))
  assert.equal(textOfTrouble(list), 'app-upgrade: two mistakes\n    a:1: x\\x1b\n    b:2: y\n')
  assert.deepEqual(troubleOf(failure('IO', 'a\nb')).messages, ['a\\x0ab'])
  assert.equal(onOneLine(list), 'two mistakes; a:1: x\\x1b; b:2: y')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { type Narrator, narrator } from '../../demo/narrator.ts'

function told(by: (tell: Narrator) => void): string {
  let text = ''
  by(narrator((more) => { text += more }, (style, words) => `<${String(style)}>${words}</>`))
  return text
}

test('acts are numbered, and their explanations are wrapped at a hundred columns', () => {
  const text = told((tell) => {
    tell.act('first', 'a')
    tell.act('second', `${'word '.repeat(60)}`)
  })
  assert.match(text, /<bold>Act 1: first<\/>\na\n/)
  assert.match(text, /<bold>Act 2: second<\/>\n/)
  assert.ok(text.split('\n').every((line) => line.length <= 100))
})

test('a command is shown with what it printed, its exit code and its time', () => {
  const text = told((tell) => tell.command({ typed: 'ls', output: 'a\n\nb\n', exitCode: 2, tookMs: 1234 }))
  assert.equal(text, '  <cyan># ls</>\n  a\n\n  b\n  <dim>(exit 2, 1.2 s)</>\n\n')
})

test('what did not happen stops the show, with the sentence that would have been a lie', () => {
  assert.throws(() => told((tell) => tell.must(false, 'it answers')), /this did not happen: it answers/)
  assert.match(told((tell) => tell.must(true, 'it answers')), /ok.*it answers/)
})

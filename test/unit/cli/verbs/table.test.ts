import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbs } from '../../../../src/cli/verbs/table.ts'

test('names are unique, descriptions are one line without a full stop', () => {
  assert.equal(new Set(verbs.map((verb) => verb.name)).size, verbs.length)
  for (const { description, options } of verbs) {
    for (const text of [description, ...options.map((option) => option.description)]) assert.match(text, /^[a-z][^\n]*[^.]$/)
  }
})

test('every verb has --json, and an example that runs this verb', () => {
  for (const verb of verbs) {
    assert.ok(verb.options.some((option) => option.flag === '--json'), verb.name)
    assert.ok(verb.example.startsWith(`app-upgrade ${verb.name} `), verb.example)
  }
})

test('the verbs for units are those that our units call', () => {
  assert.deepEqual(verbs.filter((verb) => verb.audience === 'units').map((verb) => verb.name), ['run', 'acquire', 'settle'])
})

test('an optional argument never stands before a required one', () => {
  for (const verb of verbs) assert.deepEqual(verb.arguments.map((one) => one.presence), verb.arguments.map((one) => one.presence).toSorted().toReversed())
})

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { verbs } from '../../../../src/cli/verbs/table.ts'

const repository = join(import.meta.dirname, '../../../..')

test('names are unique, descriptions are one line without a full stop', () => {
  assert.equal(new Set(verbs.map((verb) => verb.name)).size, verbs.length)
  for (const { description, options } of verbs) {
    for (const text of [description, ...options.map((option) => option.description)]) assert.match(text, /^[a-z][^\n]*[^.]$/)
  }
})

test('every verb has an example that runs it; those of people have --json', () => {
  for (const verb of verbs) {
    assert.ok(`${verb.example} `.startsWith(`app-upgrade ${verb.name} `), verb.example)
    // What units say goes to the system journal, which has fields of its own.
    assert.ok(verb.audience === 'units' || verb.options.some((option) => option.flag === '--json'), verb.name)
  }
})

test('the verbs for units are those that our units call', () => {
  const units = ['system', 'user'].flatMap((whose) => globSync(`units/${whose}/*.service`, { cwd: repository }))
  const called = new Set(units.flatMap((unit) => Array.from(readFileSync(join(repository, unit), 'utf8').matchAll(/^Exec\w+=\/usr\/bin\/app-upgrade (\w+)/gm), ([, verb = '']) => verb)))
  // What people call too, after a crash.
  called.delete('recover')
  assert.deepEqual(verbs.filter((verb) => verb.audience === 'units').map((verb) => verb.name).toSorted(), [...called].toSorted())
})

test('an optional argument never stands before a required one', () => {
  for (const verb of verbs) assert.deepEqual(verb.arguments.map((one) => one.presence), verb.arguments.map((one) => one.presence).toSorted().toReversed())
})

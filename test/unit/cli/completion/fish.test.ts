import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fishCompletion } from '../../../../src/cli/completion/fish.ts'
import { verbs } from '../../../../src/cli/verbs/table.ts'

const lines = fishCompletion(verbs).split('\n')

test('every verb is offered once, every option only behind its verb', () => {
  for (const verb of verbs) {
    assert.equal(lines.filter((line) => line.includes(`-n __fish_use_subcommand -a ${verb.name} `)).length, 1, verb.name)
    for (const option of verb.options) {
      assert.ok(lines.some((line) => line.includes(`__fish_seen_subcommand_from ${verb.name}'`) && line.includes(` -l ${option.flag.slice(2)} `)), `${verb.name} ${option.flag}`)
    }
  }
})

test('options with a value require one', () => {
  assert.ok(lines.every((line) => !/ -l (to|url|channel|reason) /.test(line) || / -r /.test(line)))
  assert.ok(lines.some((line) => line.includes("-a 'bash zsh fish'")))
})

test('an apostrophe does not end a description', () => {
  assert.ok(fishCompletion([{ ...verbs[0]!, description: "app's own" }]).includes("'app\\'s own'"))
})

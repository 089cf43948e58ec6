import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fishCompletion } from '../../../../src/cli/completion/fish.ts'
import { verbs } from '../../../../src/cli/verbs/table.ts'

const lines = fishCompletion(verbs).split('\n')

test('every verb is offered once, every option only behind its verb', () => {
  for (const verb of verbs) {
    const [first = '', second] = verb.name.split(' ')
    assert.equal(lines.filter((line) => line.includes(`-n __fish_use_subcommand -a ${first} `)).length, 1, verb.name)
    if (second !== undefined) assert.equal(lines.filter((line) => line.includes(`-n '__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from release tree' -a ${second} `)).length, 1, verb.name)
    const behind = second === undefined ? first : `${first}; and __fish_seen_subcommand_from ${second}`
    for (const option of verb.options) {
      assert.ok(lines.some((line) => line.includes(`-n '__fish_seen_subcommand_from ${behind}'`) && line.includes(` -l ${option.flag.slice(2)} `)), `${verb.name} ${option.flag}`)
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

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTree, treeOf } from '../../../src/cli/tree.ts'
import { verbs } from '../../../src/cli/verbs/table.ts'
import { aWorld, saidOn } from '../../support/scripted-world.ts'

test('the tree has every verb of the table with every option, and hides those for units', () => {
  const tree = treeOf(aWorld(), () => undefined)
  assert.deepEqual(tree.commands.map((command) => command.name()), verbs.map((verb) => verb.name))
  for (const [index, verb] of verbs.entries()) assert.deepEqual(tree.commands[index]?.options.map((option) => option.long), verb.options.map((option) => option.flag), verb.name)
  assert.doesNotMatch(tree.helpInformation(), /settle|acquire/)
})

test('every verb has --help with its example, on standard output, exit 0', async () => {
  for (const verb of verbs) {
    const world = aWorld()
    assert.equal(await runTree([verb.name, '--help'], world), 0)
    assert.ok(saidOn(world, 1).includes(`Example:\n  ${verb.example}`), verb.name)
    assert.equal(saidOn(world, 2), '')
    assert.deepEqual(world.asked, [])
  }
})

test('every verb refuses an unknown option with USAGE, and nothing is done', async () => {
  for (const verb of verbs) {
    const world = aWorld()
    assert.equal(await runTree([verb.name, '--no-such-option'], world), 64, verb.name)
    assert.deepEqual(world.asked, [])
    assert.match(saidOn(world, 2), /^app-upgrade: unknown option '--no-such-option'\n {2}next: /)
  }
})

test('options may stand before the app, and values may be joined with =', async () => {
  const world = aWorld()
  await runTree(['upgrade', '--to=v2.0.0', 'acme'], world)
  assert.match(world.asked[0] ?? '', /^upgrade "acme" \{"way":"on","version":"v2\.0\.0"/)
})

test('--json behind -- is no wish for JSON', async () => {
  const world = aWorld()
  assert.equal(await runTree(['status', '--', '--json'], world), 64)
  assert.equal(saidOn(world, 1), '')
})

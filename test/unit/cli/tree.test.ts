import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTree, treeOf } from '../../../src/cli/tree.ts'
import { wordsOf } from '../../../src/cli/verb-groups.ts'
import { verbs } from '../../../src/cli/verbs/table.ts'
import { aWorld, saidOn } from '../../support/scripted-world.ts'

test('the tree has every verb of the table with every option, and hides those for units', () => {
  const tree = treeOf(aWorld(), () => undefined)
  const commands = tree.commands.flatMap((command) => (command.commands.length === 0 ? [{ name: command.name(), command }]
    : command.commands.map((inner) => ({ name: `${command.name()} ${inner.name()}`, command: inner }))))
  assert.deepEqual(commands.map(({ name }) => name), verbs.map((verb) => verb.name))
  for (const [index, verb] of verbs.entries()) assert.deepEqual(commands[index]?.command.options.map((option) => option.long), verb.options.map((option) => option.flag), verb.name)
  assert.doesNotMatch(tree.helpInformation(), /settle|acquire/)
})

test('every verb has --help with its example, on standard output, exit 0', async () => {
  for (const verb of verbs) {
    const world = aWorld()
    assert.equal(await runTree([...wordsOf(verb), '--help'], world), 0)
    assert.ok(saidOn(world, 1).includes(`Example:\n  ${verb.example}`), verb.name)
    assert.equal(saidOn(world, 2), '')
    assert.deepEqual(world.asked, [])
  }
})

test('every verb refuses an unknown option with USAGE, and nothing is done', async () => {
  for (const verb of verbs) {
    const world = aWorld()
    assert.equal(await runTree([...wordsOf(verb), '--no-such-option'], world), 64, verb.name)
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

test('a group without its second word says which there are', async () => {
  const [help, bare, unknown] = [aWorld(), aWorld(), aWorld()]
  assert.equal(await runTree(['publish', '--help'], help), 0)
  assert.match(saidOn(help, 1), /^Usage: app-upgrade publish VERB \[options\]\n[^]*\n {2}release <ARTIFACT\.\.\.> [^]*\n {2}tree <BINARY> /)
  assert.equal(await runTree(['publish'], bare), 64)
  assert.match(saidOn(bare, 2), /tree <BINARY>/)
  assert.equal(await runTree(['publish', 'tre'], unknown), 64)
  assert.equal(saidOn(unknown, 2), "app-upgrade: unknown verb 'tre'\n  next:    did you mean tree? 'app-upgrade publish --help' says what there is\n")
})

test('a verb may have a --version of its own, and take several words', async () => {
  const world = aWorld()
  assert.equal(await runTree(['publish', 'release', 'a.tar.gz', '--version', '1.0.0', 'b.tar.gz'], world), 0)
  assert.match(world.asked[0] ?? '', /^publish release \{"artifacts":\["a\.tar\.gz","b\.tar\.gz"\],"version":"1\.0\.0"/)
  assert.equal(await runTree(['publish', 'release', '--version', '1.0.0'], world), 64)
})

test("--user, before the verb or behind it, means the caller's own daemons, and no verb needs to know", async () => {
  for (const argv of [['--user', 'upgrade', 'acme'], ['upgrade', 'acme', '--user'], ['run', '--user', '--', 'acme@v2.0.0']]) {
    const world = aWorld()
    assert.equal(await runTree(argv, world), 0, argv.join(' '))
    assert.equal(world.asked[0], 'ofUser', argv.join(' '))
    assert.equal(world.asked.length, 2)
  }
  const system = aWorld()
  await runTree(['run', '--', '--user'], system)
  assert.ok(!system.asked.includes('ofUser'), 'behind -- it is an instance')
})

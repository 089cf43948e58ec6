import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { completion } from '../../../../src/cli/verbs/completion.ts'
import { aWorld, saidOn } from '../../../support/scripted-world.ts'

for (const shell of ['bash', 'zsh', 'fish']) {
  test(`${shell}: verbs for people are there, those for units are not`, async () => {
    const world = aWorld()
    assert.equal(await runCli([completion(() => []).name, shell], world), 0)
    assert.match(saidOn(world, 1), /upgrade/)
    assert.doesNotMatch(saidOn(world, 1), /\b(?:acquire|settle)(?::|\)| -d)/)
  })
}

test('with --json the script is a value', async () => {
  const world = aWorld()
  await runCli(['completion', 'bash', '--json'], world)
  assert.equal(JSON.parse(saidOn(world, 1)).shell, 'bash')
})

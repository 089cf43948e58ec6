import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { upgrade } from '../../../../src/cli/verbs/upgrade.ts'
import { failure } from '../../../../src/errors.ts'
import { aTerminal, aWorld, saidOn } from '../../../support/scripted-world.ts'

test('everything that was asked for reaches the world, the URL with its secrets', async () => {
  const world = aWorld()
  await runCli(['upgrade', 'acme', '--url', 'https://u:p@h.example/a.tgz?t=1', '--prefix', '/opt/bin', '--dry-run', '--force', '--channel', 'beta', '--reason', 'why'], world)
  assert.deepEqual(world.asked, ['upgrade "acme" ' + JSON.stringify({
    way: 'on', version: null, channel: 'beta', url: 'https://u:p@h.example/a.tgz?t=1', prefix: '/opt/bin', bundle: null, occasion: 'person', force: 'yes', dryRun: 'yes', actor: 'root (uid 0) on pts/0', reason: 'why',
  })])
})

test('nothing is asked for that was not, and the one app is meant when none is named', async () => {
  const world = aWorld()
  await runCli(['upgrade'], world)
  assert.match(world.asked[0] ?? '', /^upgrade "acme" \{"way":"on","version":null,"channel":null,"url":null,"prefix":null,"bundle":null,"occasion":"person","force":"no","dryRun":"no",.*"reason":null\}$/)
})

test('the bar is wiped away before a failure is told', async () => {
  const world = aWorld({ upgrade: (_, __, show) => { show({ kind: 'note', text: 'x' }); return Promise.reject(failure('IO', 'disk')) } })
  const exit = await runCli(['upgrade'], { ...world, terminal: aTerminal(world.said) })
  assert.equal(exit, 74)
  assert.match(saidOn(world, 2), /\r\x1b\[K\x1b\[31mapp-upgrade: disk/)
})

test('with --json a pipe gets the document alone', async () => {
  const world = aWorld({ upgrade: (_, __, show) => { show({ kind: 'note', text: 'x' }); return aWorld().upgrade('acme', undefined as never, show) } })
  await runCli(['upgrade', '--json'], world)
  assert.equal(saidOn(world, 2), '')
  assert.equal(JSON.parse(saidOn(world, 1)).outcome, 'upgraded')
})

test('it is for people', () => { assert.equal(upgrade.audience, 'people') })

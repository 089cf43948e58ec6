import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { init } from '../../../../src/cli/verbs/init.ts'
import { aWorld, saidOn } from '../../../support/scripted-world.ts'

const address = 'https://github.com/acme/acme'

test('everything that was typed is passed on; nothing is asked where a program reads', async () => {
  const world = aWorld()
  assert.equal(await runCli([init.name, address], world), 0)
  assert.equal(await runCli(['init', address, '--name', 'jaco', '--to', 'v1.2.3', '--out', '-', '--look-inside', '--force', '--json'], world), 0)
  assert.deepEqual(world.asked, [
    `init {"address":"${address}","app":null,"version":null,"out":null,"onto":"nothing","look":"names","questions":"asked"}`,
    `init {"address":"${address}","app":"jaco","version":"v1.2.3","out":"-","onto":"anything","look":"inside","questions":"none"}`,
  ])
})

test('a file for standard output stands there alone', async () => {
  const world = aWorld()
  assert.equal(await runCli(['init', address, '--out', '-'], world), 0)
  assert.equal(saidOn(world, 1), '[source]\nkind = "github"\n')
  assert.match(saidOn(world, 2), /^acme: an app file was begun\n/)
})

test('no address, a name that is none and a version that is none are refused', async () => {
  for (const argv of [['init'], ['init', ''], ['init', address, '--name', '../x'], ['init', address, '--to', 'newest']]) assert.equal(await runCli(argv, aWorld()), 64, argv.join(' '))
})

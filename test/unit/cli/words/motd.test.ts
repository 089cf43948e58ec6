import assert from 'node:assert/strict'
import { test } from 'node:test'
import { motdOf } from '../../../../src/cli/words/motd.ts'

test('what, since when, what to type: on one line', () => {
  assert.equal(motdOf('acme', Date.UTC(2026, 10, 21, 10, 48, 41)), "app-upgrade: 'acme' is stuck since 2026-11-21 10:48:41 UTC, and needs a person: 'app-upgrade status acme'\n")
})
test('nobody wrote down since when', () => assert.equal(motdOf('acme', 0), "app-upgrade: 'acme' is stuck, and needs a person: 'app-upgrade status acme'\n"))

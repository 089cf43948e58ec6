import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { argumentsMax } from '../../../src/config/limits.ts'
import { argv, planned, statuses, user } from '../../../src/config/command-shape.ts'

const isGood = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success

test('a command begins with a whole path, or with what will be one', () => {
  for (const good of [['/bin/true'], ['{new:acmed}', '--check'], ['/bin/sh', '-c', 'a b; c']]) assert.ok(isGood(argv, good), JSON.stringify(good))
  for (const bad of [[], ['true'], '/bin/true', ['/bin/x', 1], ['/bin/x', 'two\nlines'], Array.from({ length: argumentsMax + 1 }, () => '/x')]) assert.ok(!isGood(argv, bad), JSON.stringify(bad))
})
test('an account has a name, and an exit status is one that systemd does not use itself', () => {
  assert.deepEqual(['acme', '_apt', 'Acme', 'a b', '0', '%i'].map((name) => isGood(user, name)), [true, true, false, false, false, false])
  assert.deepEqual([[0, 199], [200], [-1], [1.5], ['1']].map((list) => isGood(statuses, list)), [true, false, false, false, false])
})
test('nobody in particular is null', () => assert.deepEqual(planned(['/x'], undefined, 5), { argv: ['/x'], user: null, timeoutMs: 5 }))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { buildInfo } from '../../../src/config/build-info-shape.ts'

const read = (more: Readonly<Record<string, unknown>>): v.SafeParseResult<typeof buildInfo> => v.safeParse(buildInfo, { file: '/etc/acme/install.toml', set: { version: '{version}' }, ...more })
const says = (more: Readonly<Record<string, unknown>>): string => read(more).issues?.map(({ message }) => message).join('; ') ?? ''

test('the name of the file tells its format; another name needs it said', () => {
  assert.equal((read({}).output as { format: string }).format, 'toml')
  assert.equal((read({ file: '/etc/default/acme', format: 'env' }).output as { format: string }).format, 'env')
  assert.match(says({ file: '/etc/default/acme' }), /needs the key 'format'/)
})

test('a question needs its pattern, and a pattern its question; named groups are words of the values', () => {
  const asks = { command: ['/usr/bin/acme', '--version'], pattern: 'commit (?<commit>[0-9a-f]+)' }
  assert.deepEqual((read({ ...asks, set: { commit: '{commit}' } }).output as { ask: unknown }).ask, { command: { argv: asks.command, user: null, timeoutMs: 10_000 }, pattern: asks.pattern })
  assert.match(says({ command: asks.command }), /both 'command' and 'pattern'/)
  assert.match(says({ set: { commit: '{commit}' } }), /word in braces/)
  assert.match(says({ ...asks, pattern: '(a+)+' }), /matched safely/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { command, interval, name, timeout, user } from '../../../../src/drivers/probes/keys.ts'

const says = (schema: v.GenericSchema, value: unknown): string => v.safeParse(schema, value).issues?.[0].message ?? 'good'
test('E11 to E13, E22 a command is a list with a whole path first', () => {
  for (const good of [['/bin/x'], ['{live}/x', '--y=$HOME;%n'], ['{path:x}', '{version}', '{"a":1}']]) assert.equal(says(command, good), 'good')
  assert.match(says(command, ['x']), /whole path/)
  assert.match(says(command, []), /must name a program/)
  assert.match(says(command, '/bin/x -v'), /list of arguments/)
  assert.match(says(command, ['/bin/x', '{tag}']), /no placeholder \{tag\}/)
  assert.match(says(command, Array.from({ length: 101 }, () => '/x')), /more than 100/)
})
test('E46 times, names, users', () => {
  for (const wrong of [30, '30', '-1s', '10ms', '2min', 'NaN']) assert.notEqual(says(interval('1s'), wrong), 'good', String(wrong))
  assert.equal(v.parse(timeout('5s'), undefined), '5s')
  assert.notEqual(says(name('x'), '../x'), 'good')
  assert.notEqual(says(user, 'root; rm'), 'good')
})

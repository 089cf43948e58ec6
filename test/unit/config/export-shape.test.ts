import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { exports } from '../../../src/config/export-shape.ts'

test("nothing said: the directory of the distribution's node_exporter, and a line at login while an app is stuck", () => {
  assert.deepEqual(v.parse(exports, {}), { metrics: '/var/lib/prometheus/node-exporter', motd: 'yes' })
})
test('both can be elsewhere, or not at all', () => {
  assert.deepEqual(v.parse(exports, { metrics: '/srv/textfile', motd: false }), { metrics: '/srv/textfile', motd: 'no' })
  assert.equal(v.parse(exports, { metrics: false }).metrics, null)
})
test('a directory is a whole path', () => {
  for (const metrics of ['', '/', 'srv', '/srv/', '/srv/../etc', '/srv//x', '~/x', true, 5, '/a\u001b', `/${'x'.repeat(1100)}`]) assert.ok(!v.safeParse(exports, { metrics }).success, String(metrics))
})

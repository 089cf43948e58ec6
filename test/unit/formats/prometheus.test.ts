import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { exposition, type Metric } from '../../../src/formats/prometheus.ts'

const aMetric = (overrides: Partial<Metric> = {}): Metric => ({ name: 'acme_up', type: 'gauge', help: 'Whether it is up.', samples: [{ labels: { app: 'acme' }, value: 1 }], ...overrides })

test('one family: help, type, samples, in the order given', () => {
  assert.equal(exposition([aMetric({ samples: [{ labels: {}, value: 0.5 }, { labels: { b: '2', a: '1' }, value: -3 }] })]), '# HELP acme_up Whether it is up.\n# TYPE acme_up gauge\nacme_up 0.5\nacme_up{b="2",a="1"} -3\n')
})

test('what has no sample is left out', () => assert.equal(exposition([aMetric({ samples: [] })]), ''))

test('a label may hold anything: quotation marks, backslashes and line feeds are escaped, and no line can be forged', () => {
  const [, , line, ...rest] = exposition([aMetric({ samples: [{ labels: { app: 'a"} 0\nevil 1\\n' }, value: 1 }] })]).split('\n')
  assert.equal(line, 'acme_up{app="a\\"} 0\\nevil 1\\\\n"} 1')
  assert.deepEqual(rest, [''])
})

test('help is escaped too, but for its quotation marks', () => assert.match(exposition([aMetric({ help: 'a "b"\n\\' })]), /^# HELP acme_up a "b"\\n\\\\\n/))

test('numbers that are none are spelled as the format wants them', () => {
  const text = exposition([aMetric({ samples: [NaN, Infinity, -Infinity, 1e21, 1_795_284_753].map((value) => ({ labels: {}, value })) })])
  assert.deepEqual(text.split('\n').slice(2, 7), ['acme_up NaN', 'acme_up +Inf', 'acme_up -Inf', 'acme_up 1e+21', 'acme_up 1795284753'])
})

test('a name that no parser takes is a bug', () => {
  assert.throws(() => exposition([aMetric({ name: 'acme-up' })]), /no name of a metric/)
  assert.throws(() => exposition([aMetric({ samples: [{ labels: { 'a b': '' }, value: 1 }] })]), /no name of a label/)
})

test('promtool reads it, whatever stands in the labels', () => {
  execFileSync('promtool', ['check', 'metrics'], { input: exposition([aMetric({ samples: [{ labels: { app: 'a"\\\n{}é' }, value: 1 }] })]) })
})

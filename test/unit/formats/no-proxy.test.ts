import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noProxyFault } from '../../../src/formats/no-proxy.ts'

test('names, addresses and networks', () => {
  for (const entry of ['example.org', '.example.org', 'intranet', 'a_b.example', '10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', 'fd00::/8', '::1', '2001:db8::1/128']) assert.equal(noProxyFault(entry), null, entry)
})

test('entries that could never match are faults', () => {
  for (const entry of ['', '*', '*.example.org', 'https://example.org', 'example.org:443', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', 'fd00::/129', 'a b', 'example.org/8', '10.0.0.256', '10.0.0.0/8/8', '1.2.3', 'example.org..', '-a.example']) assert.notEqual(noProxyFault(entry), null, entry)
})

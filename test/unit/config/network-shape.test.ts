import assert from 'node:assert/strict'
import { test } from 'node:test'
import { network } from '../../../src/config/network-shape.ts'
import { readTable } from '../../../src/config/read-table.ts'

const says = (table: unknown): readonly string[] => {
  const read = readTable(network, table, ['network'])
  return read.kind === 'good' ? [] : read.mistakes.map((mistake) => `${mistake.path.join('.')}: ${mistake.says}`)
}

test('nothing said: servers are reached directly', () => {
  assert.deepEqual(readTable(network, {}, ['network']), { kind: 'good', value: { proxy: null, proxySecret: null, noProxy: [], certificates: null } })
})

test('everything said', () => {
  const table = { proxy: 'http://proxy.example.org:3128', proxy_secret: 'proxy', no_proxy: ['intranet', '10.0.0.0/8'], certificates: '/etc/ssl/own.pem' }
  assert.deepEqual(readTable(network, table, ['network']), { kind: 'good', value: { proxy: table.proxy, proxySecret: 'proxy', noProxy: table.no_proxy, certificates: table.certificates } })
})

test('E44 a password in the address is refused, and not shown', () => {
  const [mistake = ''] = says({ proxy: 'http://user:hush@proxy:3128' })
  assert.match(mistake, /^network\.proxy: holds credentials/)
  assert.doesNotMatch(mistake, /hush/)
})

test('what could never work', () => {
  assert.deepEqual(says({ no_proxy: ['intranet'] }), ['network.no_proxy: says nothing without proxy'])
  assert.deepEqual(says({ proxy_secret: 'corporate' }), ['network.proxy_secret: says nothing without proxy'])
  assert.match(says({ proxy: 'http://proxy', no_proxy: ['*.example.org'] })[0] ?? '', /^network\.no_proxy\.0: is neither a host name/)
  assert.match(says({ proxy: 'http://proxy', proxy_secret: '../shadow' })[0] ?? '', /must be the name of a secret/)
  for (const certificates of ['ca.pem', '/etc/../ca.pem', '/etc/ca/']) if (certificates !== '/etc/ca/') assert.match(says({ certificates })[0] ?? '', /must be a whole path/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bareHost, mayBegin, mayLead, reachOf, type Reach } from '../../../src/host/addresses.ts'

const known: readonly (readonly [Reach, readonly string[]])[] = [
  ['loopback', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::', '::ffff:127.0.0.1']],
  ['link-local', ['169.254.169.254', 'fe80::1', 'febf::1', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe']],
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fc00::1', 'fdff::1', '::ffff:10.1.2.3']],
  ['special', ['224.0.0.1', '255.255.255.255', '240.0.0.1', 'ff02::1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b::1', '64:ff9b:1::808:808', '2002:7f00:1::', '2001:db8::1', '198.18.0.1', '::169.254.169.254', '::8.8.8.8', '::2', '::ffff:0:a9fe:a9fe']],
  ['public', ['1.1.1.1', '172.15.255.255', '172.32.0.1', '100.128.0.1', '169.253.255.255', '126.255.255.255', '128.0.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '64:ff9b::808:808', '64:FF9B:0:0::0808:0808']],
]

for (const [reach, addresses] of known)
  test(`J25 ${reach}: ${addresses.join(', ')}`, () => assert.deepEqual(addresses.map(reachOf), addresses.map(() => reach)))

test('a name has no reach until it is resolved', () => {
  for (const name of ['localhost', 'example.org', '', '127.1', '0x7f.1']) assert.equal(reachOf(name), null, name)
  assert.equal(reachOf(bareHost('[::1]')), 'loopback')
})

test('F20 a redirect may lead outwards or sideways, never to what only we can reach', () => {
  const reaches: readonly Reach[] = ['public', 'private', 'loopback', 'link-local', 'special']
  const allowed = reaches.flatMap((from) => reaches.filter((to) => mayLead(from, to)).map((to) => `${from}>${to}`))
  assert.deepEqual(allowed, ['public>public', 'private>public', 'private>private', 'loopback>public', 'loopback>private', 'loopback>loopback', 'link-local>public', 'special>public'])
})

test('J25 where the operator may begin: anywhere but at the metadata service, and there alone by asking for it', () => {
  const reaches: readonly Reach[] = ['public', 'private', 'loopback', 'link-local', 'special']
  assert.deepEqual(reaches.filter((reach) => mayBegin('public', reach)), ['public', 'private', 'loopback', 'special'])
  assert.deepEqual(reaches.filter((reach) => mayBegin('link-local', reach)), ['loopback', 'link-local'])
})

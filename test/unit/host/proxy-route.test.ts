import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noProxyFault } from '../../../src/formats/no-proxy.ts'
import { proxyFor, type Proxy } from '../../../src/host/proxy-route.ts'

const proxy: Proxy = { url: new URL('http://proxy.example:3128'), authorization: async () => null }
const goes = (url: string, ...noProxy: readonly string[]): string => (proxyFor(new URL(url), { proxy, noProxy }) === null ? 'directly' : 'by proxy')

test('everything goes by the proxy but this machine itself', () => {
  for (const url of ['https://example.org/', 'http://10.0.0.1/', 'https://[2001:db8::1]/']) assert.equal(goes(url), 'by proxy', url)
  for (const url of ['http://127.0.0.1:8080/', 'http://[::1]/', 'http://localhost/', 'http://a.localhost/', 'http://[::ffff:127.0.0.1]/', 'http://0.0.0.0/']) assert.equal(goes(url), 'directly', url)
  assert.equal(proxyFor(new URL('https://example.org/'), { proxy: null, noProxy: [] }), null)
})

const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['example.org', ['https://example.org/', 'https://a.EXAMPLE.org/', 'https://example.org./'], ['https://badexample.org/', 'https://example.org.evil.net/']],
  ['.example.org', ['https://example.org/', 'https://a.b.example.org/'], ['https://badexample.org/']],
  ['10.0.0.0/8', ['https://10.1.2.3/', 'https://[::ffff:10.0.0.1]/'], ['https://11.0.0.1/', 'https://10.example.org/']],
  ['192.168.1.1', ['https://192.168.1.1/'], ['https://192.168.1.10/']],
  ['fd00::/8', ['https://[fd00::1]/'], ['https://[fe00::1]/', 'https://10.0.0.1/']],
]
for (const [entry, direct, byProxy] of rows) {
  test(`no_proxy ${entry}`, () => {
    assert.equal(noProxyFault(entry), null)
    for (const url of direct) assert.equal(goes(url, entry), 'directly', url)
    for (const url of byProxy) assert.equal(goes(url, entry), 'by proxy', url)
  })
}

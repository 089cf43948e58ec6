import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressIn } from '../../../../../src/drivers/sources/manifests/manifest-address.ts'
import { throwsFailure } from '../../../../support/throws.ts'

const listing = { url: 'https://dl.example.org/app/manifest.json?token=hunter2', downloads: ['https://cdn.example.net:8443'] }
const at = (said: string): string => addressIn(said, listing)
function isRefused(...all: readonly string[]): void {
  for (const said of all) throwsFailure('REFUSED', /^(?!.*hunter2)/, () => at(said))
}

test('below the manifest, at its own server, and where the operator allows', () => {
  assert.equal(at('v1/a.tar.gz'), 'https://dl.example.org/app/v1/a.tar.gz')
  assert.equal(at('a%20b+c~1.tar.gz'), 'https://dl.example.org/app/a%20b+c~1.tar.gz')
  assert.equal(at('https://dl.example.org/elsewhere/a?x=1'), 'https://dl.example.org/elsewhere/a?x=1')
  assert.equal(at('HTTPS://dl.example.org/a'), 'https://dl.example.org/a')
  assert.equal(at('https://cdn.example.net:8443/a'), 'https://cdn.example.net:8443/a')
})

test('J30 a relative address stays below', () => {
  isRefused('../a', 'v1/../../a', './a', 'v1/./a', '/a', '//evil.example/a', 'v1//a', '', 'v1/', '%2e%2e/a', '.%2E/a', 'a?b', 'a#b', '\\evil.example\\a', 'v1\\..\\a')
})

test('J23 J24 only https, and http where that is where we are', () => {
  throwsFailure('REFUSED', /only https/, () => at('file:///etc/passwd'))
  isRefused('http://dl.example.org/a', 'file:///etc/passwd', 'ftp://dl.example.org/a', 'data:,x', 'javascript:x', 'https:', 'gopher://dl.example.org/a')
  assert.equal(addressIn('http://10.0.0.1/a', { url: 'http://10.0.0.1/manifest.json', downloads: [] }), 'http://10.0.0.1/a')
})

test('J25 J27 no other server: not ours, not a neighbour, not one that looks like it', () => {
  isRefused('https://evil.example/a', 'https://127.0.0.1/a', 'https://[::1]/a', 'https://169.254.169.254/latest/meta-data/', 'https://10.0.0.1/a', 'https://dl.example.org:8443/a', 'https://dl.example.org.evil.example/a', 'https://cdn.example.net/a')
  // What the parser mends was written to be read in two ways.
  isRefused('https://dl.example.org./a', 'https://dl.example.org:443/a', 'https:dl.example.org/a', 'https:///dl.example.org/a', 'https://dl。example.org/a', 'https://xn--dl-example-gxa.org/a', 'https://ḋl.example.org/a', 'https://dl.example.org', 'https://0x7f.1/a', 'https://2130706433/a', 'https://dl.example.org\\@evil.example/a')
})

test('J26 no credentials', () => {
  isRefused('https://user@dl.example.org/a', 'https://user:pw@dl.example.org/a', 'https://@dl.example.org/a', 'https://:@dl.example.org/a', 'https://dl.example.org@evil.example/a')
})

test('F21 nothing that vanishes', () => {
  isRefused('v1/a\tb', 'v1/a\nb', ' v1/a', 'v1/a\u200bb', 'https://dl.exa\tmple.org/a', 'ä')
})

test('no message shows a secret', () => {
  throwsFailure('REFUSED', /names the address 'https:\/\/dl\.example\.org\/a': it holds credentials/, () => at('https://user:hunter2@dl.example.org/a?token=hunter2'))
})

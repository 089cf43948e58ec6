import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proxyUrlFault } from '../../../src/formats/proxy-url.ts'

test('an address with its port, and nothing behind it', () => {
  for (const text of ['http://proxy.example.org:3128', 'https://proxy.example.org/', 'http://[2001:db8::1]:8080', 'http://127.0.0.1:1']) assert.equal(proxyUrlFault(text), null, text)
  for (const text of ['', 'proxy.example.org:3128', 'socks5://proxy:1080', 'ftp://proxy', '//proxy']) assert.match(proxyUrlFault(text) ?? '', /must be an address like/, text)
  for (const text of ['http://proxy/x', 'http://proxy/?a', 'http://proxy/#a']) assert.match(proxyUrlFault(text) ?? '', /has a path/, text)
})

test('E44 credentials are refused, and not shown', () => {
  for (const text of ['http://user:hush@proxy:3128', 'http://hush@proxy:3128']) {
    assert.match(proxyUrlFault(text) ?? '', /holds credentials/)
    assert.doesNotMatch(proxyUrlFault(text) ?? '', /hush/)
  }
})

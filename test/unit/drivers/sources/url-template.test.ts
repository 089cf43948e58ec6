import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expandUrl, isVersioned, urlTemplateFault } from '../../../../src/drivers/sources/url-template.ts'
import { parseVersion } from '../../../../src/release/version.ts'

const filling = { version: parseVersion('1.2.3-rc.1'), architecture: 'arm64' } as const

test('likeliest first, and each address once', () => {
  assert.deepEqual(expandUrl('https://x/{tag}/a-{arch}', filling), ['https://x/v1.2.3-rc.1/a-arm64', 'https://x/v1.2.3-rc.1/a-aarch64', 'https://x/1.2.3-rc.1/a-arm64', 'https://x/1.2.3-rc.1/a-aarch64'])
  assert.deepEqual(expandUrl('https://x/{version}-{os}', filling), ['https://x/1.2.3-rc.1-linux'])
  assert.deepEqual(expandUrl('https://x/a', filling), ['https://x/a'])
})

test('only tag and version tell versions apart', () => {
  assert.deepEqual(['{tag}', '{version}', '{arch}', 'v1.2.3'].map(isVersioned), [true, true, false, false])
})

test('a fault is told without repeating the address', () => {
  assert.equal(urlTemplateFault('https://x.example/{tag}/a.tar.gz'), null)
  for (const wrong of ['https://x.example/{tag', 'https://x.example/}', 'https://x.example/{TAG}', '', 'x', 'data:,x', 'https://u@x.example/a']) {
    const fault = urlTemplateFault(wrong)
    assert.notEqual(fault, null, wrong)
    assert.ok(!fault?.includes('x.example'))
  }
})

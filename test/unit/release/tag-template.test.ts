import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expandTag, matchTag, tagTemplateFault } from '../../../src/release/tag-template.ts'
import { parseVersion } from '../../../src/release/version.ts'

test('P10 a tag is a version with or without v', () => {
  assert.deepEqual(['v1.2.3', '1.2.3', 'v1.2.3-rc.1+b'].map((tag) => matchTag('{tag}', tag)), ['1.2.3', '1.2.3', '1.2.3-rc.1+b'])
  for (const tag of ['vv1.2.3', 'V1.2.3', ' v1.2.3', '1.2', '01.2.3', 'latest', 'nightly-2026', '', 'app/v1.2.3', `v1.2.${'3'.repeat(600)}`]) assert.equal(matchTag('{tag}', tag), null, tag)
})

test('J21 the tags of another program in the same repository do not fit', () => {
  assert.equal(matchTag('app/{tag}', 'app/v1.2.3'), '1.2.3')
  assert.equal(matchTag('app-{version}', 'app-1.2.3'), '1.2.3')
  for (const tag of ['other-app/v1.2.3', 'app/v1.2.3/old', 'app-v1.2.3', 'v1.2.3', 'app/', 'Xapp/v1.2.3']) assert.equal(matchTag('app/{tag}', tag), null, tag)
  assert.equal(matchTag('app-{version}', 'app-v1.2.3'), null)
  // A point stands for a point.
  assert.equal(matchTag('a.b/{tag}', 'aXb/v1.2.3'), null)
  assert.equal(matchTag('{tag}-linux', 'v1.2.3-linux'), '1.2.3')
  assert.equal(matchTag('aa{tag}aa', 'aaa'), null)
})

test('a version may stand under these tags', () => {
  const version = parseVersion('1.2.3')
  assert.deepEqual(expandTag('{tag}', version), ['v1.2.3', '1.2.3'])
  assert.deepEqual(expandTag('app/{tag}', version), ['app/v1.2.3', 'app/1.2.3'])
  assert.deepEqual(expandTag('app@{version}', version), ['app@1.2.3'])
})

test('templates that no tag could fit are found beforehand', () => {
  for (const good of ['{tag}', 'app/{tag}', '@scope/app@{version}', 'release-{version}-final']) assert.equal(tagTemplateFault(good), null, good)
  for (const wrong of ['', 'v1', '{tag}{version}', '{tag}/{tag}', '{arch}-{tag}', 'a b{tag}', 'a..b{tag}', 'a:{tag}', '/{tag}', 'a//{tag}', '.*{tag}', 'ä{tag}', `${'a'.repeat(300)}{tag}`]) assert.notEqual(tagTemplateFault(wrong), null, wrong)
})

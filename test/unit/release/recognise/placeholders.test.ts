import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archiveTemplateOf, sidecarTemplateOf } from '../../../../src/release/recognise/placeholders.ts'
import { tagTemplateOf } from '../../../../src/release/recognise/tag-template-of.ts'
import { parseVersion } from '../../../../src/release/version.ts'

const version = parseVersion('1.2.3')

test('names become templates that stand for them again', () => {
  const of = (name: string): string | null => archiveTemplateOf(name, version, 'amd64')
  assert.deepEqual(['a-v1.2.3-x86_64', 'a_1.2.3_amd64', 'a-1.2.3.linux-x64', 'a', 'a-1.2.30', 'a-11.2.3', 'av1.2.3', 'a-1.2.3.4'].map(of),
    ['a-{tag}-{arch}', 'a_{version}_{arch}', 'a-{version}.linux-{arch}', 'a', 'a-1.2.30', 'a-11.2.3', 'av1.2.3', 'a-1.2.3.4'])
  // Two spellings of one processor: the second stays, and no other processor's file is called like that.
  assert.equal(of('a-amd64-x86_64'), 'a-{arch}-x86_64')
  assert.equal(of('a-{b}'), null)
})

test('names beside the archive', () => {
  assert.deepEqual(['a-1.2.3.tgz.sig', 'SHA256SUMS', 'a_1.2.3_sums.txt', 'sums-v1.2.3'].map((name) => sidecarTemplateOf(name, 'a-1.2.3.tgz', version)), ['{artifact}.sig', 'SHA256SUMS', 'a_{version}_sums.txt', 'sums-{tag}'])
})

test('J21 tags of several programs in one repository', () => {
  assert.deepEqual(['v1.2.3', 'app/v1.2.3', 'jq-1.2.3'].map((tag) => tagTemplateOf(tag)?.template), ['{tag}', 'app/{tag}', 'jq-{tag}'])
  for (const tag of ['nightly', 'v1.2', 'app1.2.3', 'a{b}/v1.2.3', 'v1.2.3/old']) assert.equal(tagTemplateOf(tag), null, tag)
})

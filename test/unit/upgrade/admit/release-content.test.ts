import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseVersion } from '../../../../src/release/version.ts'
import { contentOf, mayBeManaged, type ContentRules, type ReadMember } from '../../../../src/upgrade/admit/release-content.ts'
import { aProgram } from '../../../support/a-release.ts'
import { throwsFailure } from '../../../support/throws.ts'

const rules: ContentRules = { binaries: ['jaco', 'bin/jacod'], keep: 'files', members: null, architecture: 'amd64' }
const version = parseVersion('1.2.3')
const file = (path: string, head: Buffer = aProgram(path), sizeBytes = head.length): ReadMember => ({ path, kind: 'file', mode: 0o755, sizeBytes, head })
const good = [file('jaco'), file('bin/jacod'), file('README.md', Buffer.from('x'))]
const under = (top: string, members: readonly ReadMember[]): readonly ReadMember[] => members.map((member) => ({ ...member, path: `${top}/${member.path}` }))

test('flat, and with a top directory', () => {
  assert.equal(contentOf(good, rules, version).prefix, '')
  assert.equal(contentOf(under('jaco-v1.2.3', good), rules, version).prefix, 'jaco-v1.2.3/')
  assert.equal(contentOf(under('release', good), rules, version).prefix, 'release/')
})

test('only what is kept counts as unpacked', () => {
  const managed = aProgram('jaco').length + aProgram('bin/jacod').length
  assert.equal(contentOf(under('top', good), rules, version).unpackedBytes, managed)
  assert.equal(contentOf(under('top', good), { ...rules, keep: 'tree' }, version).unpackedBytes, managed + 1)
})

test('E2 a missing managed file is DATA, and named', () => {
  throwsFailure('DATA', /no file 'bin\/jacod'/, () => contentOf([file('jaco'), file('jacod')], rules, version))
})

test('3(c) an empty managed file is DATA; another empty file is not', () => {
  throwsFailure('DATA', /'jaco' is empty/, () => contentOf([file('jaco', Buffer.alloc(0)), file('bin/jacod')], rules, version))
  contentOf([...good, file('EMPTY', Buffer.alloc(0))], rules, version)
})

test('3(c) a program for another machine is DATA; a script is not a machine’s', () => {
  throwsFailure('DATA', /'jaco' is a program for arm64, this machine is amd64/, () => contentOf([file('jaco', aProgram('x', 'arm64')), file('bin/jacod')], rules, version))
  contentOf([file('jaco', Buffer.from('#!/bin/sh\n')), file('bin/jacod')], rules, version)
})

test('an executable whose tables lie behind what was read is not judged; one that is cut off is', () => {
  const far = aProgram('x')
  far.writeBigUInt64LE(1_000_000n, 32)
  far.writeUInt16LE(3, 56)
  contentOf([file('jaco', far, 2_000_000), file('bin/jacod')], rules, version)
  throwsFailure('DATA', /./, () => contentOf([file('jaco', far), file('bin/jacod')], rules, version))
})

test('3(c) a top directory that names another version is DATA', () => {
  throwsFailure('DATA', /top directory is 'jaco-v1\.2\.2'/, () => contentOf(under('jaco-v1.2.2', good), rules, version))
})

test('E3 exactly the agreed members', () => {
  const members = ['jaco', 'bin/jacod', 'README.md']
  contentOf(under('top', good), { ...rules, members }, version)
  throwsFailure('REFUSED', /holds 'etc\/systemd\/x\.service'/, () => contentOf(under('top', [...good, file('etc/systemd/x.service')]), { ...rules, members }, version))
  throwsFailure('REFUSED', /does not hold 'LICENSE'/, () => contentOf(good, { ...rules, members: [...members, 'LICENSE'] }, version))
})

test('what may be a managed file while the top directory is unknown', () => {
  assert.deepEqual(['jaco', 'top/jaco', 'bin/jacod', 'top/bin/jacod', 'jacod', 'top/jacod', 'a/b/jaco', 'README.md'].filter((path) => mayBeManaged(path, rules)), ['jaco', 'top/jaco', 'bin/jacod', 'top/bin/jacod'])
})

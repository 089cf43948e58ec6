import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfRelease, textOfTree } from '../../../../src/cli/screens/publish.ts'
import { aReleaseReport } from '../../../support/scripted-world.ts'

test('a tree: what it is, its digest and every file', () => {
  assert.equal(textOfTree({ binary: 'acme', version: '2.0.0', os: 'linux', architecture: 'amd64', sha256: 'ab', files: ['/srv/x.bz2', '/srv/release.json'] }),
    'acme 2.0.0 for linux amd64 is in the repository\n  sha256  ab\n  file    /srv/x.bz2\n  file    /srv/release.json\n')
})

test('a release: files, places and channel; a warning only when nothing is signed', () => {
  assert.equal(textOfRelease(aReleaseReport({ channel: 'stable', where: ['/dist', 's3://b/'] })),
    'v2.0.0 is published\n  file     acme-v2.0.0-linux-amd64.tar.gz\n  file     SHA256SUMS\n  in       /dist\n  in       s3://b/\n  channel  stable\n')
  assert.match(textOfRelease(aReleaseReport({ signed: 'no' })), / {2}note +nothing is signed: nobody can tell/)
})

test('what a name hides is written out', () => {
  assert.match(textOfRelease(aReleaseReport({ where: ['/d\x1b[2J'] })), /\/d\\x1b\[2J/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archiveOf, archives } from '../../../../src/drivers/archives/table.ts'
import { gunzip } from '../../../../src/host/gunzip.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('the format is chosen by the end of the name', () => {
  for (const name of ['app-v1.2.3-linux-amd64.tar.gz', 'app.tgz']) assert.equal(typeof archiveOf(parseArtifactName(name), { gunzip }).members, 'function')
  for (const name of ['app.zip', 'app.tar', 'app.tar.gz.sig', 'app.TAR.GZ', 'tar.gz']) throwsFailure('CONFIG', /ends in none of \.tar\.gz, \.tgz/, () => archiveOf(parseArtifactName(name), { gunzip }))
})

test('no two formats claim one ending', () => {
  const endings = archives.flatMap((driver) => driver.endings)
  assert.equal(new Set(endings).size, endings.length)
})

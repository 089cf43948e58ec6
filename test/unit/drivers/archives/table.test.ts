import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archiveOf, archives } from '../../../../src/drivers/archives/table.ts'
import { decompressors } from '../../../../src/host/decompressors.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import type { Archive } from '../../../../src/upgrade/ports.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { aProgram } from '../../../support/a-release.ts'
import { packed, containers } from '../../../support/containers.ts'
import { throwsFailure } from '../../../support/throws.ts'

const of = (name: string, binaries: readonly string[] = ['jaco', 'jacod']): Archive => archiveOf(parseArtifactName(name), { decompressors, binaries })
async function pathsIn(archive: Archive, bytes: Buffer): Promise<readonly string[]> {
  const paths: string[] = []
  for await (const member of archive.members(anArchiveFile(bytes), { unpackedBytesMax: 1e6, entriesMax: 9 }, new AbortController().signal)) paths.push(`${member.path} ${member.mode.toString(8)}`)
  return paths
}

test('the format is chosen by the end of the name, and the longest end wins', () => {
  for (const name of ['app-v1.2.3-linux-amd64.tar.gz', 'app.tgz', 'app.tar.xz', 'app.txz', 'app.tar.zst', 'app.tzst', 'app.tar.bz2', 'app.tbz2', 'app.tbz', 'app.zip'])
    assert.equal(typeof of(name).members, 'function', name)
})

test('7.6 what is an archive that nobody here can read, or lies beside one, is no program', () => {
  for (const name of ['app.tar', 'app.7z', 'app.deb', 'app.tar.lz4', 'app.tar.gz.sig', 'app.minisig', 'SHA256SUMS.sig', 'app.sha256', 'app.json', 'app.TAR.GZ', 'app.Zip'])
    throwsFailure('CONFIG', /ends in none of \.tar\.gz, \.tgz, .*\.zip/, () => of(name, ['jaco']))
})

test('E1 a release that is one file is the one managed file, whatever it is called', async () => {
  const program = aProgram('jaco')
  for (const name of ['jaco-linux-amd64', 'cmdop', 'jaco-v1.2.3', 'jaco_1.2.3_linux_amd64']) assert.deepEqual(await pathsIn(of(name, ['jaco']), program), ['jaco 755'], name)
  for (const container of containers) assert.deepEqual(await pathsIn(of(`update-linux-amd64.${container.ending}`, ['jaco']), packed(container, program)), ['jaco 755'])
  assert.deepEqual(await pathsIn(of('jaco', ['bin/jaco']), program), ['bin/bin/jaco 755'], 'in a directory of its own, because the top directory is taken off')
})

test('several managed files cannot come out of a single file', () => {
  for (const name of ['jaco-linux-amd64', 'jaco.gz', 'jaco.xz', 'jaco.zst', 'jaco.bz2']) throwsFailure('CONFIG', /single file, but 2 files are managed/, () => of(name))
})

test('no two formats claim one ending', () => {
  const endings = archives.flatMap((driver) => driver.endings)
  assert.equal(new Set(endings).size, endings.length)
})

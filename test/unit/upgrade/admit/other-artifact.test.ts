import { test } from 'node:test'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { refuseOtherArtifact } from '../../../../src/upgrade/admit/other-artifact.ts'
import type { ShelfRecord } from '../../../../src/upgrade/acquire/shelf-record.ts'
import { throwsFailure } from '../../../support/throws.ts'

const named = (artifact: string): ShelfRecord => ({ artifact: parseArtifactName(artifact), version: parseVersion('1.2.3') } as ShelfRecord)
const names = (version: string): readonly string[] => [`acme-v${version}-linux-amd64.tar.gz`, `acme-${version}-linux-x86_64.tar.gz`]

test('any of the names that this version may have', () => {
  for (const name of names('1.2.3')) refuseOtherArtifact(named(name), { names })
})

test('another program, machine, build or version of the same signed list is REFUSED, and it is said what is meant', () => {
  for (const name of ['acme-debug-v1.2.3-linux-amd64.tar.gz', 'acme-v1.2.3-linux-arm64.tar.gz', 'acme-v1.2.2-linux-amd64.tar.gz', 'xacme-v1.2.3-linux-amd64.tar.gz'])
    throwsFailure('REFUSED', new RegExp(`'${RegExp.escape(name)}' is not what version 1\\.2\\.3 of this app is called`), () => refuseOtherArtifact(named(name), { names }))
})

test('where nothing says what it is called, any name will do', () => {
  refuseOtherArtifact(named('x'), { names: () => null })
  refuseOtherArtifact(named('x'), {})
})

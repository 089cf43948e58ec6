import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { lookAtSigners, trustOf } from '../../../../src/drivers/trust/table.ts'
import { evidenceOf } from '../../../contract/trust.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aRelease } from '../../../support/a-release.ts'
import { anEcdsaSigner } from '../../../support/an-ecdsa-signer.ts'
import { rejectsWithFailure, throwsFailure } from '../../../support/throws.ts'
import { trustTools } from '../../../support/trust-tools.ts'

const tools = trustTools()
const settingsOf = (seed: number): { kind: string; keys: string[] } => ({ kind: 'minisign', keys: [aMinisignSigner(seed).keyLine] })

test('C20 one key in two tables is one reason, however it is written: with its comment, under another id, in a file, or for another kind', async (t) => {
  const [release, policy] = [aRelease(), { threshold: 2, expiry: 'honoured', notBefore: [] } as const]
  const path = join(aDirectory(t), 'jaco.pub')
  writeFileSync(path, aMinisignSigner(1).publicKeyFile)
  const again = [{ keys: [aMinisignSigner(1).publicKeyFile] }, { keys: [aMinisignSigner(1, Buffer.from('12345678')).keyLine] }, { key_files: [path] }, { keys: [aMinisignSigner(3).keyLine], retired: [{ key: aMinisignSigner(1).keyLine, until: '2027-01-01' }] }]
  for (const other of again)
    await rejectsWithFailure('CONFIG', /would count twice/, trustOf([settingsOf(1), { kind: 'minisign', ...other }, settingsOf(2)], tools, policy).verify(evidenceOf(release)))
  const { pem } = anEcdsaSigner()
  await rejectsWithFailure('CONFIG', /would count twice/, trustOf([{ kind: 'ecdsa', keys: [pem] }, { kind: 'cosign', keys: [pem.trim()] }, settingsOf(1)], tools, policy).verify(evidenceOf(release)))
})

test('C20 a pattern may mean whoever stands in another table with the same issuer: they are not counted as two', () => {
  const [issuer, one] = ['https://token.actions.githubusercontent.com', 'https://github.com/o/r/.github/workflows/release.yml@refs/tags/{tag}']
  const [exact, pattern] = [{ kind: 'cosign', issuer, identities: [one] }, { kind: 'cosign', issuer, identity_patterns: ['^https://github\\.com/o/r/.*$'] }]
  const of = (other: { kind: string }): unknown => trustOf([pattern, other, settingsOf(1)], tools, { threshold: 2, expiry: 'honoured', notBefore: [] })
  for (const other of [exact, pattern, { ...pattern, identity_patterns: ['^x$'] }, { ...pattern, identity_patterns: ['^https://github\\.com/o/.*$'] }]) throwsFailure('CONFIG', /would count twice/, () => of(other))
  // One workflow is one signer, however its tags are spelled.
  throwsFailure('CONFIG', /would count twice/, () => trustOf([exact, { ...exact, identities: [one.replace('{tag}', 'v{version}')] }, settingsOf(1)], tools, { threshold: 2, expiry: 'honoured', notBefore: [] }))
  for (const other of [{ ...exact, issuer: 'https://accounts.google.com' }, { kind: 'cosign', keys: [anEcdsaSigner().pem] }]) of(other)
})

test('what only the files show is found before an upgrade needs them', async (t) => {
  const path = join(aDirectory(t), 'jaco.pub')
  const [all, two] = [{ threshold: null }, { threshold: 2 }]
  const table = { kind: 'minisign', key_files: [path] }
  await rejectsWithFailure('CONFIG', /does not exist/, lookAtSigners([table], tools, all))
  writeFileSync(path, aMinisignSigner(1).publicKeyFile)
  for (const settings of [[table], [table, settingsOf(1)]] as const) await lookAtSigners(settings, tools, all)
  await rejectsWithFailure('CONFIG', /would count twice/, lookAtSigners([table, settingsOf(1), settingsOf(2)], tools, two))
  chmodSync(path, 0o666)
  await rejectsWithFailure('CONFIG', /can be written by others/, lookAtSigners([settingsOf(1), table], tools, all))
})

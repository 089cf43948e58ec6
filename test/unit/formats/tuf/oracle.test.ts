import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { Metadata, MetadataKind } from '@tufjs/models'
import { Updater } from 'tuf-js'
import { refresh } from '../../../../src/formats/tuf/client.ts'
import { findTarget } from '../../../../src/formats/tuf/find-target.ts'
import { repositoryAt } from '../../../../src/formats/tuf/repository.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aTufServer } from '../../../support/a-tuf-server.ts'
import { aDelegation, aPemTufSigner, aTufSigner, TufRepository } from '../../../support/a-tuf-repository.ts'

/** Another's client is another's opinion: on every repository here it must be the same as ours. It reads the real clock. */
const never = '2999-01-01T00:00:00Z'
const base = 'https://tuf.example.org/metadata'
const bytes = Buffer.from('archive')

function lasting(): TufRepository {
  const repository = new TufRepository({ 'own/a.tar.gz': { bytes } })
  for (const role of Object.values(repository.roles)) role.expires = never
  repository.publishRoot()
  repository.publish()
  return repository
}

async function oursSays(repository: TufRepository, path: string): Promise<string> {
  try {
    const view = await refresh({ pinned: repository.pinned, atMs: Date.now(), before: null, repository: repositoryAt(base, repository.ask, base) })
    return (await findTarget(view, path))?.hashes['sha256'] ?? 'none'
  } catch {
    return 'no'
  }
}

async function theirsSays(t: TestContext, repository: TufRepository, path: string): Promise<string> {
  const directory = aDirectory(t)
  writeFileSync(join(directory, 'root.json'), repository.pinned)
  const { metadata, targets } = await aTufServer(t, repository)
  try {
    const updater = new Updater({ metadataDir: directory, metadataBaseUrl: metadata, targetDir: directory, targetBaseUrl: targets, config: { fetchRetry: false } })
    await updater.refresh()
    assert.ok(readdirSync(directory).length > 1)
    return (await updater.getTargetInfo(path))?.hashes['sha256'] ?? 'none'
  } catch (thrown) {
    assert.notEqual((thrown as Error).name, 'AssertionError')
    return 'no'
  }
}

type Change = (repository: TufRepository) => void
const stranger = (role: 'timestamp' | 'snapshot' | 'targets'): Change => (repository) => { repository.roles[role].signers = [{ ...aTufSigner(), id: repository.roles[role].signers[0]?.id ?? '' }] }
const rotated: Change = (repository) => {
  const old = [...repository.roles.root.signers]
  repository.roles.root.signers = [aPemTufSigner('ecdsa-sha2-nistp256'), aTufSigner()]
  repository.roles.root.threshold = 2
  repository.publishRoot(old)
}
const cases: Readonly<Record<string, readonly [change: Change, path: string, says: 'yes' | 'none' | 'no']>> = {
  'as it should be': [() => {}, 'own/a.tar.gz', 'yes'],
  'no such target': [() => {}, 'own/b.tar.gz', 'none'],
  'a strange timestamp key': [stranger('timestamp'), 'own/a.tar.gz', 'no'],
  'a strange snapshot key': [stranger('snapshot'), 'own/a.tar.gz', 'no'],
  'a strange targets key': [stranger('targets'), 'own/a.tar.gz', 'no'],
  'rotated root keys': [rotated, 'own/a.tar.gz', 'yes'],
  'an expired snapshot': [(one) => { one.roles.snapshot.expires = '2020-01-01T00:00:00Z' }, 'own/a.tar.gz', 'no'],
  'a delegation': [(one) => { one.delegations = [aDelegation('linux', ['linux/*'], { 'linux/a.tar.gz': { bytes } }, { expires: never })] }, 'linux/a.tar.gz', 'yes'],
  'a delegation of other paths': [(one) => { one.delegations = [aDelegation('linux', ['linux/*'], { 'mac/a.tar.gz': { bytes } }, { expires: never })] }, 'mac/a.tar.gz', 'none'],
  'a terminating delegation': [(one) => { one.delegations = [aDelegation('first', ['*/*'], {}, { terminating: true, expires: never }), aDelegation('later', ['*/*'], { 'linux/a.tar.gz': { bytes } }, { expires: never })] }, 'linux/a.tar.gz', 'none'],
  'a hash that is another': [(one) => { one.edit = (name, body) => (name === 'snapshot' ? JSON.parse(JSON.stringify(body).replace(/"sha256":"../, '"sha256":"00')) as object : body) }, 'own/a.tar.gz', 'no'],
  'another type': [(one) => { one.edit = (name, body) => (name === 'targets' ? { ...body, _type: 'snapshot' } : body) }, 'own/a.tar.gz', 'no'],
  'another specification': [(one) => { one.edit = (name, body) => (name === 'timestamp' ? { ...body, spec_version: '2.0.0' } : body) }, 'own/a.tar.gz', 'no'],
  'keys that are not understood, beside those that are': [(one) => { one.edit = (_, body) => ({ ...body, 'x-unknown': { "quo\"te\\d é": [1, null, true, 'text'] } }) }, 'own/a.tar.gz', 'yes'],
}

for (const [what, [change, path, says]] of Object.entries(cases)) test(`tuf-js agrees with us: ${what}`, async (t) => {
  const repository = lasting()
  change(repository)
  repository.publish()
  const ours = await oursSays(repository, path)
  assert.equal(ours.length === 64 ? 'yes' : ours, says)
  assert.equal(await theirsSays(t, repository, path), ours)
})

test('its models say that our canonical form is theirs', () => {
  const repository = lasting()
  const root = Metadata.fromJSON(MetadataKind.Root, JSON.parse(repository.pinned.toString()) as never)
  root.verifyDelegate('root', root)
  for (const kind of [MetadataKind.Timestamp, MetadataKind.Snapshot, MetadataKind.Targets] as const) {
    const json: unknown = JSON.parse([...repository.files].findLast(([name]) => name.endsWith(`${kind}.json`))?.[1].toString() ?? '')
    root.verifyDelegate(kind, Metadata.fromJSON(kind as MetadataKind.Targets, json as never))
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refresh, type View } from '../../../../src/formats/tuf/client.ts'
import { allPaths, findTarget } from '../../../../src/formats/tuf/find-target.ts'
import { repositoryAt } from '../../../../src/formats/tuf/repository.ts'
import { aDelegation, aTufSigner, sha256, type TufDelegation, TufRepository, tufNowMs } from '../../../support/a-tuf-repository.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const bytes = Buffer.from('archive')
const base = 'https://tuf.example.org/metadata'
async function delegating(...delegations: TufDelegation[]): Promise<{ readonly view: View; readonly repository: TufRepository }> {
  const repository = new TufRepository({ 'own.tar.gz': { bytes, custom: { version: '1.2.3' } } })
  repository.delegations = delegations
  repository.publish()
  return { repository, view: await refresh({ pinned: repository.pinned, atMs: tufNowMs, before: null, repository: repositoryAt(base, repository.ask, base) }) }
}

test('a target with its length, its hashes and its own version; null for what nobody names', async () => {
  const { view } = await delegating()
  assert.deepEqual(await findTarget(view, 'own.tar.gz'), { path: 'own.tar.gz', role: 'targets', lengthBytes: 7, hashes: { sha256: sha256(bytes) }, version: '1.2.3' })
  for (const path of ['other.tar.gz', 'constructor', '__proto__', '']) assert.equal(await findTarget(view, path), null)
})

test('delegations are asked in the order in which they are written, also when they are called like numbers (go-tuf CVE-2024-47534)', async () => {
  const { view, repository } = await delegating(aDelegation('10', ['*.tar.gz'], { 'a.tar.gz': { bytes } }), aDelegation('9', ['*.tar.gz'], { 'a.tar.gz': { bytes: Buffer.from('evil') }, 'b.tar.gz': { bytes } }))
  assert.equal((await findTarget(view, 'a.tar.gz'))?.role, '10')
  assert.equal((await findTarget(view, 'b.tar.gz'))?.role, '9')
  assert.ok(repository.asked.includes('2.10.json'))
})

test('a role is asked only about the paths that it was entrusted with', async () => {
  const { view, repository } = await delegating(aDelegation('linux', ['linux/*.tar.gz'], { 'mac/a.tar.gz': { bytes }, 'linux/a.tar.gz': { bytes } }))
  assert.equal(await findTarget(view, 'mac/a.tar.gz'), null)
  assert.ok(!repository.asked.includes('2.linux.json'))
  assert.equal((await findTarget(view, 'linux/a.tar.gz'))?.role, 'linux')
})

test('a terminating delegation has the last word, one that is not does not', async () => {
  const later = (): TufDelegation => aDelegation('later', ['*'], { 'a.tar.gz': { bytes } })
  const { view } = await delegating(aDelegation('first', ['*'], {}, { terminating: true }), later())
  assert.equal(await findTarget(view, 'a.tar.gz'), null)
  const { view: open } = await delegating(aDelegation('first', ['*'], {}), later())
  assert.equal((await findTarget(open, 'a.tar.gz'))?.role, 'later')
  const { view: deep } = await delegating(aDelegation('first', ['*'], {}, { within: [aDelegation('deep', ['*'], {}, { terminating: true })] }), later())
  assert.equal(await findTarget(deep, 'a.tar.gz'), null)
})

test('prefixes of the path\'s hash entrust, too; a cycle ends', async () => {
  const prefix = sha256(Buffer.from('a.tar.gz')).slice(0, 2)
  const { paths: _, ...byHash } = aDelegation('hashed', [], { 'a.tar.gz': { bytes } })
  const { view } = await delegating({ ...byHash, path_hash_prefixes: [prefix] })
  assert.equal((await findTarget(view, 'a.tar.gz'))?.role, 'hashed')
  assert.equal(await findTarget(view, 'b.tar.gz'), null)
  const one = aDelegation('one', ['*'], {})
  const { view: round } = await delegating({ ...one, within: [{ ...aDelegation('two', ['*'], {}), within: [{ ...one }] }] })
  assert.equal(await findTarget(round, 'a.tar.gz'), null)
})

test('what a stranger signed for a delegated role is TAMPERED', async () => {
  const role = aDelegation('linux', ['*'], { 'a.tar.gz': { bytes } })
  const { view, repository } = await delegating(role)
  const [signer] = role.signers
  role.signers = [{ ...aTufSigner(), id: signer?.id ?? '', json: signer?.json ?? {} }]
  repository.publish()
  const now = await refresh({ pinned: repository.pinned, atMs: tufNowMs, before: view.kept(), repository: repositoryAt(base, repository.ask, base) })
  await rejectsWithFailure('TAMPERED', /linux\.json.* signed by 0/, findTarget(now, 'a.tar.gz'))
})

test('role name as a path: it is a word of the address (python-tuf CVE-2021-41131)', async () => {
  const { view, repository } = await delegating(aDelegation('../../etc/passwd', ['*'], { 'a.tar.gz': { bytes } }))
  assert.equal((await findTarget(view, 'a.tar.gz'))?.role, '../../etc/passwd')
  assert.ok(repository.asked.includes('2...%2F..%2Fetc%2Fpasswd.json'))
})

test('more than 32 delegations are REFUSED, for one path and for a list', async () => {
  const { view } = await delegating(...Array.from({ length: 40 }, (_, at) => aDelegation(`r${at}`, ['*'], {})))
  await rejectsWithFailure('REFUSED', /more than 32 delegations/, findTarget(view, 'a.tar.gz'))
  await rejectsWithFailure('REFUSED', /more than 32 delegations would have to be asked for a list/, allPaths(view))
  const { view: few } = await delegating(aDelegation('linux', ['linux/*'], { 'linux/a': { bytes } }))
  assert.deepEqual(await allPaths(few), ['own.tar.gz', 'linux/a'])
})

test('TAP 15: bins by the first bits of the hash cannot be listed, and are asked by name', async () => {
  const repository = new TufRepository()
  const path = 'a.tar.gz'
  const bin = (Number.parseInt(sha256(Buffer.from(path)).slice(0, 8), 16) >>> 28).toString(16)
  const role = aDelegation(`bins-${bin}`, ['*'], { [path]: { bytes } })
  repository.delegations = [role]
  repository.edit = (name, body) => (name === 'targets' ? { ...body, delegations: { keys: { [role.signers[0]?.id ?? '']: role.signers[0]?.json }, succinct_roles: { keyids: [role.signers[0]?.id], threshold: 1, bit_length: 4, name_prefix: 'bins' } } } : body)
  repository.publish()
  const view = await refresh({ pinned: repository.pinned, atMs: tufNowMs, before: null, repository: repositoryAt(base, repository.ask, base) })
  assert.equal((await findTarget(view, path))?.role, `bins-${bin}`)
  await rejectsWithFailure('REFUSED', /bins that nobody can list/, allPaths(view))
})

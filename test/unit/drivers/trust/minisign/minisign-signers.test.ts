import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { minisign } from '../../../../../src/drivers/trust/minisign/minisign.ts'
import { failure } from '../../../../../src/errors.ts'
import type { Statement, Trust } from '../../../../../src/upgrade/ports.ts'
import { evidenceOf, nowMs } from '../../../../contract/trust.ts'
import { aDirectory } from '../../../../support/a-directory.ts'
import { aMinisignSigner } from '../../../../support/a-minisign-signer.ts'
import { aRelease, type ReleaseWishes } from '../../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { trustTools } from '../../../../support/trust-tools.ts'

const [signer, other] = [aMinisignSigner(1), aMinisignSigner(2)]
const trusting = (settings: Readonly<Record<string, unknown>> = {}): Trust => minisign.make({ kind: 'minisign', keys: [signer.keyLine], ...settings }, trustTools())
const comment = (more: string): string => `timestamp:${Math.floor(nowMs / 1000)}\tfile:SHA256SUMS\t${more}`
const believe = (wishes: ReleaseWishes, trust: Trust): Promise<Statement> => trust.verify(evidenceOf(aRelease({ trustedComment: comment('hashed'), ...wishes })))

const third = aMinisignSigner(3)
const signatures = ['a.minisig', 'b.minisig', 'c.minisig']
function byMany(...signers: readonly (typeof signer)[]): ReturnType<typeof evidenceOf> {
  const release = aRelease()
  const list = release.served.get('SHA256SUMS') ?? Buffer.alloc(0)
  return evidenceOf(release, { served: new Map([...release.served, ...signers.map((one, at) => [signatures[at] ?? '', one.sign(list, { trustedComment: comment('hashed') })] as const)]) })
}
const many = (threshold?: number): Trust => trusting({ keys: [signer, other, third].map(({ keyLine }) => keyLine), signatures, ...(threshold === undefined ? {} : { threshold }) })

test('a threshold of keys: two of three must have signed, and the third is told', async () => {
  const { grounds } = await many(2).verify(byMany(signer, aMinisignSigner(9), third))
  assert.equal(grounds.filter((ground) => ground.startsWith('minisign key')).length, 2)
  assert.match(grounds[2] ?? '', /^a further signature does not count: the signature was made by key .* not trusted$/)
  await rejectsWithFailure('TAMPERED', /2 different keys must have signed, and 1 did/, many(2).verify(byMany(signer, aMinisignSigner(9))))
  await rejectsWithFailure('REFUSED', /3 different keys must have signed, and 2 did/, many().verify(byMany(signer, other)))
  assert.equal((await many().verify(byMany(third, signer, other))).version, '1.2.3')
})

test('C20 one key that signed twice counts once, also under another id', async () => {
  await rejectsWithFailure('REFUSED', /2 different keys must have signed, and 1 did/, trusting({ keys: [signer.keyLine, other.keyLine], signatures: signatures.slice(0, 2) }).verify(byMany(signer, signer)))
  const renamed = aMinisignSigner(1, Buffer.from('12345678'))
  await rejectsWithFailure('REFUSED', /2 different keys must have signed, and 1 did/, trusting({ keys: [signer.keyLine, renamed.keyLine], signatures: signatures.slice(0, 2) }).verify(byMany(signer, renamed)))
})

test('a network that fails is no vote', async () => {
  const evidence = byMany(signer, other, third)
  const failing = { ...evidence, sidecar: (...asked: Parameters<typeof evidence.sidecar>) => (asked[0] === 'c.minisig' ? Promise.reject(failure('UNAVAILABLE', 'down')) : evidence.sidecar(...asked)) }
  await rejectsWithFailure('UNAVAILABLE', /down/, many(2).verify(failing))
})

const retiring = (until: string): Trust => trusting({ keys: [other.keyLine], retired: [{ key: signer.keyLine, until }] })
test('M35 a retired key counts for signatures from before its cut-off, by their own word', async () => {
  const { grounds } = await believe({}, retiring('2026-11-22'))
  assert.match(grounds[0] ?? '', /by its own word before it was retired/)
  await rejectsWithFailure('REFUSED', /retired on 2026-11-21T00:00:00\.000Z, and the signature is dated 2026-11-21T00:00:00\.000Z/, believe({}, retiring('2026-11-21')))
  await rejectsWithFailure('REFUSED', /does not say when it was made/, believe({ trustedComment: 'file:SHA256SUMS' }, retiring('2026-11-22')))
  assert.equal((await believe({ signer: other }, retiring('2020-01-01'))).version, '1.2.3')
})

test('M35 a retired key stays retired when a file of keys still holds it', async (t) => {
  const path = join(aDirectory(t), 'jaco.pub')
  writeFileSync(path, signer.publicKeyFile)
  await rejectsWithFailure('REFUSED', /retired on/, believe({}, trusting({ keys: [], key_files: [path], retired: [{ key: signer.keyLine, until: '2026-01-01' }] })))
})

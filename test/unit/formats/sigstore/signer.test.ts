import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signerOf } from '../../../../src/formats/sigstore/signer.ts'
import { aSigstore, type Claims, githubIssuer, workflow } from '../../../support/a-sigstore.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const signer = async (claims: Claims) => signerOf((await sigstore.certify(claims)).certificate)

test('a certificate says who signed, and for which run', async () => {
  assert.deepEqual(await signer({}), {
    identity: `${workflow}@refs/tags/v1.2.3`, issuer: githubIssuer, repository: 'https://github.com/acme/jaco', ref: 'refs/tags/v1.2.3', repositoryId: '4711', ownerId: '42', trigger: 'push', runner: 'github-hosted',
  })
  const bare = await signer({ repository: null, ref: null, repositoryId: null, ownerId: null, trigger: null, runner: null })
  assert.deepEqual([bare.repository, bare.ref, bare.repositoryId, bare.ownerId, bare.trigger, bare.runner], [null, null, null, null, null, null])
})

test('C07 two generations of the issuer extension must agree', async () => {
  await rejectsWithFailure('TAMPERED', /contradicts itself: it names the issuer 'https:\/\/token.*' and 'https:\/\/evil\.example'/, signer({ oldIssuer: 'https://evil.example' }))
  assert.equal((await signer({ oldIssuer: null })).issuer, githubIssuer)
})

test('C06 a certificate without issuer names nobody', async () => {
  await rejectsWithFailure('TAMPERED', /it has no issuer/, signer({ issuer: null, oldIssuer: null }))
})

test('what cannot be seen is no name', async () => {
  await rejectsWithFailure('DATA', /no plain text/, signer({ issuer: 'https://x\u202e', oldIssuer: null }))
  await rejectsWithFailure('DATA', /no plain text/, signer({ ref: 'refs/tags/v1\u001b[2J' }))
})

/** As much of a certificate as is read, with exactly these extensions. */
function certificateWith(extensions: Readonly<Record<string, Buffer>>): Buffer {
  const value = (tag: number, ...content: readonly Buffer[]): Buffer => {
    const all = Buffer.concat(content)
    const length = all.length < 0x80 ? [all.length] : all.length < 0x100 ? [0x81, all.length] : [0x82, all.length >> 8, all.length & 0xff]
    return Buffer.concat([Buffer.from([tag, ...length]), all])
  }
  const list = Object.entries(extensions).map(([id, content]) => value(0x30, value(0x06, Buffer.from(id, 'hex')), value(0x04, content)))
  return value(0x30, value(0x30, value(0xa3, value(0x30, ...list))))
}
const fulcio = (id: number): string => `2b0601040183bf3001${id.toString(16).padStart(2, '0')}`
const old = (text: string): Buffer => Buffer.from(text)
const utf8 = (text: string): Buffer => Buffer.concat([Buffer.from([0x0c, text.length]), Buffer.from(text)])
const names = (...all: readonly (readonly [tag: number, text: string])[]): Buffer => {
  const content = Buffer.concat(all.map(([tag, text]) => Buffer.concat([Buffer.from([tag, text.length]), Buffer.from(text)])))
  return Buffer.concat([Buffer.from([0x30, content.length]), content])
}
const [san, usage, constraints] = ['551d11', '551d25', '551d13']
const base = { [usage]: Buffer.from('300a06082b06010505070303', 'hex'), [san]: names([0x86, 'https://acme.example']), [fulcio(1)]: old('https://issuer.example') }
const read = (more: Readonly<Record<string, Buffer>>) => async () => Promise.resolve(signerOf(certificateWith({ ...base, ...more })))

test('an old certificate, of which only the first extensions are there, and a mail address', async () => {
  const signer = await read({ [san]: names([0x81, 'release@acme.example']), [fulcio(5)]: old('acme/jaco'), [fulcio(6)]: old('refs/tags/v1.2.3'), [fulcio(2)]: old('push') })()
  assert.deepEqual([signer.identity, signer.repository, signer.ref, signer.trigger, signer.issuer], ['release@acme.example', 'https://github.com/acme/jaco', 'refs/tags/v1.2.3', 'push', 'https://issuer.example'])
})

test('C04 a mail address is not taken for a workflow, whatever it looks like', async () => {
  for (const name of [`${workflow}@refs/tags/v1.2.3`, 'release@refs/tags/v1.2.3']) await rejectsWithFailure('TAMPERED', /looks like an address of the web, and is one of mail/, read({ [san]: names([0x81, name]) })())
})

test('C04 exactly one name, of the web or of mail', async () => {
  await rejectsWithFailure('TAMPERED', /carries 2 names/, read({ [san]: names([0x86, 'https://acme.example'], [0x81, 'm@evil.example']) })())
  await rejectsWithFailure('TAMPERED', /carries 0 names/, read({ [san]: names() })())
  await rejectsWithFailure('TAMPERED', /neither an address of the web nor of mail/, read({ [san]: names([0x82, 'acme.example']) })())
})

test('C07 C13 extensions of two generations that disagree are TAMPERED', async () => {
  await rejectsWithFailure('TAMPERED', /names the repository 'https:\/\/github\.com\/acme\/jaco' and 'mallory\/jaco'/, read({ [fulcio(12)]: utf8('https://github.com/acme/jaco'), [fulcio(5)]: old('mallory/jaco') })())
  await rejectsWithFailure('TAMPERED', /names the ref/, read({ [fulcio(14)]: utf8('refs/tags/v1'), [fulcio(6)]: old('refs/heads/main') })())
  await rejectsWithFailure('TAMPERED', /names the trigger/, read({ [fulcio(20)]: utf8('push'), [fulcio(2)]: old('pull_request') })())
})

test('a new extension is DER text, and nothing behind it', async () => {
  for (const broken of [old('https://x'), Buffer.concat([utf8('https://x'), utf8('y')]), Buffer.from('0c00', 'hex')]) await rejectsWithFailure('DATA', /no plain text/, read({ [fulcio(8)]: broken })())
})

test('a certificate that may sign others, or is for another use, names no signer', async () => {
  await rejectsWithFailure('TAMPERED', /is one of an authority/, read({ [constraints]: Buffer.from('30030101ff', 'hex') })())
  await rejectsWithFailure('TAMPERED', /is not one for signing code/, read({ [usage]: Buffer.from('300a06082b06010505070308', 'hex') })())
})

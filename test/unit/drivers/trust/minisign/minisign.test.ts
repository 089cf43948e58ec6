import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as v from 'valibot'
import { minisign } from '../../../../../src/drivers/trust/minisign/minisign.ts'
import type { Statement, Trust } from '../../../../../src/upgrade/ports.ts'
import { evidenceOf, nowMs, trustContract } from '../../../../contract/trust.ts'
import { aDirectory } from '../../../../support/a-directory.ts'
import { aMinisignSigner } from '../../../../support/a-minisign-signer.ts'
import { aRelease, type ReleaseWishes } from '../../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { anEvidence, trustTools, type WatchedEvidence } from '../../../../support/trust-tools.ts'

const signer = aMinisignSigner(1)
const other = aMinisignSigner(2)
const tools = trustTools()
const trusting = (settings: Readonly<Record<string, unknown>> = {}): Trust => minisign.make({ kind: 'minisign', keys: [signer.keyLine], ...settings }, tools)
const seconds = (ms: number): number => Math.floor(ms / 1000)
const comment = (more: string): string => `timestamp:${seconds(nowMs)}\tfile:SHA256SUMS\t${more}`
const believe = (wishes: ReleaseWishes, trust: Trust = trusting()): Promise<Statement> => trust.verify(evidenceOf(aRelease({ trustedComment: comment('hashed'), ...wishes })))
const sumsLine = (release: ReturnType<typeof aRelease>): string => (release.served.get('SHA256SUMS') ?? Buffer.alloc(0)).toString()

trustContract('minisign', trusting, aRelease({ trustedComment: comment('hashed') }), aRelease({ signer: other, trustedComment: comment('hashed') }))

test('V1 M01 prehashed, V2 M02 legacy, and legacy refused by policy', async () => {
  assert.match((await believe({})).grounds[0] ?? '', /minisign key [0-9A-F]{16} signed SHA256SUMS$/)
  const legacy = { algorithm: 'Ed', trustedComment: comment('').trimEnd() } as const
  assert.match((await believe(legacy)).grounds[0] ?? '', /legacy signature/)
  await rejectsWithFailure('REFUSED', /legacy kind/, believe(legacy, trusting({ legacy: 'refused' })))
})

test('V3 M04 another key is TAMPERED, also with the same key id', async () => {
  await rejectsWithFailure('TAMPERED', /which is not trusted/, believe({ signer: other }))
  await rejectsWithFailure('TAMPERED', /does not match/, believe({ signer: aMinisignSigner(2, signer.keyId) }))
})

test('several keys: rotation, in any order', async () => {
  for (const keys of [[signer.keyLine, other.keyLine], [other.keyLine, signer.keyLine]])
    for (const by of [signer, other]) assert.equal((await believe({ signer: by }, trusting({ keys }))).version, '1.2.3')
})

test('V4 a tampered list is TAMPERED', async () => {
  const release = aRelease({ trustedComment: comment('hashed') })
  const served = new Map([...release.served, ['SHA256SUMS', Buffer.from(sumsLine(release).replace(/^./, (digit) => (digit === '0' ? '1' : '0')))] as const])
  await rejectsWithFailure('TAMPERED', /does not match/, trusting().verify(evidenceOf(release, { served })))
})

test('V5 a tampered trusted comment is TAMPERED, though the list is right', async () => {
  const release = aRelease({ trustedComment: comment('hashed') })
  const signature = (release.served.get('SHA256SUMS.minisig') ?? Buffer.alloc(0)).toString().replace('\thashed', '\tversion:9.9.9')
  await rejectsWithFailure('TAMPERED', /trusted comment/, trusting().verify(evidenceOf(release, { served: new Map([...release.served, ['SHA256SUMS.minisig', Buffer.from(signature)]]) })))
})

test('V7 V8 a signature with CRLF holds; one without its fourth line is DATA', async () => {
  const release = aRelease({ trustedComment: comment('hashed') })
  const signature = (release.served.get('SHA256SUMS.minisig') ?? Buffer.alloc(0)).toString()
  const served = (text: string): ReadonlyMap<string, Buffer> => new Map([...release.served, ['SHA256SUMS.minisig', Buffer.from(text)]])
  assert.equal((await trusting().verify(evidenceOf(release, { served: served(signature.replaceAll('\n', '\r\n')) }))).sha256, release.sha256)
  await rejectsWithFailure('DATA', /3 lines/, trusting().verify(evidenceOf(release, { served: served(signature.split('\n').slice(0, 3).join('\n')) })))
})

const shapes: readonly (readonly [string, (line: string) => string])[] = [
  ['GNU text', (line) => line],
  ['GNU binary', (line) => line.replace('  ', ' *')],
  ['BSD', (line) => line.replace(/^(\S+) {2}(\S+)/, 'SHA256 ($2) = $1')],
  ['comments, blank lines and CRLF', (line) => `# c\r\n\r\n${line.trimEnd()}\r\n`],
  ['upper-case', (line) => line.replace(/^\S+/, (digest) => digest.toUpperCase())],
  ['with a path', (line) => line.replace('  ', '  dist/')],
  ['among others', (line) => `${'1'.repeat(64)}  other.deb\n${line}${'2'.repeat(64)}  third.rpm\n`],
]
for (const [name, list] of shapes) test(`V10 a list in the form: ${name}`, async () => assert.equal((await believe({ list })).version, '1.2.3'))

test('V11 an artifact that is not listed is REFUSED', () => rejectsWithFailure('REFUSED', /does not list/, believe({ list: (line) => line.replace('jaco-v', 'jac0-v') })))
test('H20 a name that only begins alike is not it', () => rejectsWithFailure('REFUSED', /does not list/, believe({ list: (line) => line.replace('.tar.gz', '.tar.gz.sig') })))
test('V13 two digests for one name are DATA', () => rejectsWithFailure('DATA', /another digest/, believe({ list: (line) => line + line.replace(/^\S+/, '3'.repeat(64)) })))
test('M36 H22 a signed empty list is refused', () => rejectsWithFailure('DATA', /lists no file/, believe({ list: () => '' })))
test('H26 a signed web page is refused', () => rejectsWithFailure('DATA', /web page/, believe({ list: () => '<!doctype html>' })))

test('V14 H24 the name in the list is the name without query and escapes', async () => {
  await rejectsWithFailure('REFUSED', /does not list/, believe({ list: (line) => line.replace('.tar.gz', '.tar.gz?token=x') }))
})

test('H23 a list larger than its cap is DATA, before its signature is looked at', async () => {
  await rejectsWithFailure('DATA', /larger than 1048576/, believe({ list: (line) => line + '#'.repeat(1024 * 1024) }))
})

test('M33 a signature larger than its cap is DATA', async () => {
  const release = aRelease({ trustedComment: comment('hashed') })
  await rejectsWithFailure('DATA', /larger than 16384/, trusting().verify(evidenceOf(release, { served: new Map([...release.served, ['SHA256SUMS.minisig', Buffer.alloc(64 * 1024 * 1024)]]) })))
})

test('M28 a signature that was made for another file is REFUSED', async () => {
  await rejectsWithFailure('REFUSED', /made for 'OTHER', not for 'SHA256SUMS'/, believe({ trustedComment: `timestamp:${seconds(nowMs)}\tfile:OTHER\thashed` }))
})

test('M34 the signature of the list, served for the archive, is refused', async () => {
  const release = aRelease({ trustedComment: comment('hashed') })
  const served = new Map([...release.served, ['SHA256SUMS', release.bytes] as const])
  await rejectsWithFailure('TAMPERED', /does not match/, trusting().verify(evidenceOf(release, { served })))
})

test('M31 a signature from beyond tomorrow is REFUSED; one from within the skew holds', async () => {
  const dated = (ms: number): string => `timestamp:${seconds(ms)}\tfile:SHA256SUMS\thashed`
  const day = 24 * 3600 * 1000
  assert.equal((await believe({ trustedComment: dated(nowMs + day - 1000) })).version, '1.2.3')
  await rejectsWithFailure('REFUSED', /dated 2026-11-22T00:00:01.000Z, which is in the future/, believe({ trustedComment: dated(nowMs + day + 1000) }))
  await rejectsWithFailure('REFUSED', /in the future/, believe({ trustedComment: 'timestamp:999999999999999\tfile:SHA256SUMS' }))
})

test('F25 with a clock of 1970 nothing is believed', async () => {
  await rejectsWithFailure('REFUSED', /in the future/, trusting().verify(evidenceOf(aRelease({ trustedComment: comment('hashed') }), { atMs: 0 })))
})

const unversioned = { artifact: 'jaco-linux-amd64.tar.gz' }
test('M29 H25 a name without a version needs a comment with one', async () => {
  await rejectsWithFailure('REFUSED', /neither the signed name nor the signed comment/, believe(unversioned))
  for (const said of ['version:1.2.3', 'version:v1.2.3', 'release v1.2.3 of jaco']) assert.match((await believe({ ...unversioned, trustedComment: comment(said) })).grounds.join(), /1\.2\.3 is in the signed comment/)
  for (const said of ['version:1.2.4', 'version:v11.2.3', 'version:latest', 'release 11.2.3']) await rejectsWithFailure('REFUSED', /nothing signed says/, believe({ ...unversioned, trustedComment: comment(said) }))
})

test('M29 name and comment may not contradict each other', async () => {
  await rejectsWithFailure('REFUSED', /the signed comment says '1\.2\.4'/, believe({ trustedComment: comment('version:1.2.4') }))
  await rejectsWithFailure('REFUSED', /the signed name .* says 1\.2\.3/, trusting().verify(evidenceOf(aRelease({ trustedComment: comment('release 1.2.4') }), { version: '1.2.4' })))
})

test('other names for list and signature', async () => {
  const release = aRelease({ trustedComment: 'file:checksums.txt' })
  const served = new Map([...release.served, ['checksums.txt', release.served.get('SHA256SUMS') ?? Buffer.alloc(0)] as const, ['sums.sig', release.served.get('SHA256SUMS.minisig') ?? Buffer.alloc(0)] as const])
  const evidence = evidenceOf(release, { served })
  assert.equal((await trusting({ signs: 'checksums.txt', signature: 'sums.sig' }).verify(evidence)).sha256, release.sha256)
  assert.deepEqual(evidence.asked, ['checksums.txt', 'sums.sig', 'digest'])
})

test('keys from files: root owns them, nobody else writes them', async (t) => {
  const path = join(aDirectory(t), 'jaco.pub')
  writeFileSync(path, signer.publicKeyFile)
  const fromFile = trusting({ keys: [], key_files: [path] })
  assert.equal((await believe({}, fromFile)).version, '1.2.3')
  chmodSync(path, 0o664)
  await rejectsWithFailure('CONFIG', /jaco\.pub' can be written by others/, believe({}, fromFile))
  chmodSync(path, 0o644)
  chownSync(path, 12_345, 0)
  await rejectsWithFailure('CONFIG', /belongs to uid 12345/, believe({}, fromFile))
  symlinkSync(path, `${path}.link`)
  await rejectsWithFailure('CONFIG', /not a regular file/, believe({}, trusting({ keys: [], key_files: [`${path}.link`] })))
  await rejectsWithFailure('CONFIG', /does not exist/, believe({}, trusting({ keys: [signer.keyLine], key_files: ['/none'] })))
})

test('V6 E48 M26 keys that cannot be used are mistakes of the settings, and are not repeated', () => {
  const placeholder = 'RWQ'.padEnd(70, 'x')
  const says = (settings: Readonly<Record<string, unknown>>): string => v.safeParse(minisign.schema, { kind: 'minisign', ...settings }).issues?.[0].message ?? 'good'
  assert.equal(says({ keys: [signer.keyLine] }), 'good')
  for (const keys of [[], undefined]) assert.match(says({ keys }), /names no key/)
  assert.match(says({ keys: [placeholder] }), /public key cannot be used/)
  assert.match(says({ keys: [signer.keyLine.slice(0, -4)] }), /public key cannot be used/)
  assert.doesNotMatch(says({ keys: [placeholder] }), /xxxx/)
  assert.match(says({ keys: [signer.keyLine], signs: '../SHA256SUMS' }), /slash/)
  assert.match(says({ key_files: ['relative.pub'] }), /whole path/)
  assert.match(says({ keys: Array.from({ length: 17 }, () => signer.keyLine) }), /more than 16/)
  assert.match(says({ keys: [signer.keyLine], legacy: 'maybe' }), /accepted/)
})

test('what the minisign command itself signs is believed', async (t) => {
  const home = aDirectory(t)
  const release = aRelease()
  writeFileSync(join(home, 'SHA256SUMS'), release.served.get('SHA256SUMS') ?? '')
  execFileSync('minisign', ['-G', '-W', '-p', join(home, 'k.pub'), '-s', join(home, 'k.key')], { stdio: 'ignore' })
  execFileSync('minisign', ['-S', '-s', join(home, 'k.key'), '-m', join(home, 'SHA256SUMS')], { stdio: 'ignore' })
  const served = new Map([...release.served, ['SHA256SUMS.minisig', readFileSync(join(home, 'SHA256SUMS.minisig'))] as const])
  const trust = trusting({ keys: [], key_files: [join(home, 'k.pub')] })
  assert.equal((await trust.verify(evidenceOf(release, { served, atMs: Date.now() }))).sha256, release.sha256)
})

const archive = 'jaco-v1.2.3-linux-amd64.tar.gz'
const itself = (by: readonly [string, Buffer][], settings: Readonly<Record<string, unknown>> = {}, bytes: Buffer = Buffer.from('x'.repeat(5000))): [WatchedEvidence, Promise<Statement>] => {
  const evidence = anEvidence({ artifact: archive, bytes, served: new Map(by) })
  return [evidence, trusting({ signs: '{artifact}', ...settings }).verify(evidence)]
}
const signed = (message: Buffer, trustedComment: string, algorithm: 'ED' | 'Ed' = 'ED'): [string, Buffer] => [`${archive}.minisig`, signer.sign(message, { trustedComment, algorithm })]
const content = Buffer.from('x'.repeat(5000))

test('over the archive itself: its name in the comment says which version it is', async () => {
  const [, verdict] = itself([signed(content, `file:${archive}\thashed`)])
  assert.match((await verdict).grounds.join('; '), /^minisign key [0-9A-F]{16} signed jaco-v1\.2\.3-linux-amd64\.tar\.gz; version 1\.2\.3 is in the signed comment .*; the signature is over its very bytes/)
})

test('over the archive itself: what its comment refuses is not fetched', async () => {
  const refused: readonly (readonly ['REFUSED' | 'TAMPERED', RegExp, [string, Buffer]])[] = [
    ['REFUSED', /the signed comment does not say so/, signed(content, 'hashed')],
    ['REFUSED', /the signed comment says '1\.2\.2'/, signed(content, 'version:1.2.2')],
    ['REFUSED', /made for 'jaco-v1\.2\.2\.tar\.gz'/, signed(content, 'file:jaco-v1.2.2.tar.gz')],
    ['TAMPERED', /not trusted/, [`${archive}.minisig`, other.sign(content, { trustedComment: 'version:1.2.3' })]],
    ['TAMPERED', /the trusted comment is not the one/, [`${archive}.minisig`, Buffer.from(signed(content, 'version:1.2.2')[1].toString().replace('1.2.2', '1.2.3'))]],
  ]
  for (const [code, why, by] of refused) {
    const [evidence, verdict] = itself([by])
    await rejectsWithFailure(code, why, verdict)
    assert.deepEqual(evidence.asked, [`${archive}.minisig`])
  }
})

test('over the archive itself: other bytes are TAMPERED, and a legacy signature is REFUSED', async () => {
  await rejectsWithFailure('TAMPERED', /does not match/, itself([signed(content, 'version:1.2.3')], {}, Buffer.from('y'.repeat(5000)))[1])
  await rejectsWithFailure('REFUSED', /legacy minisign signature cannot be checked against a digest/, itself([signed(content, 'version:1.2.3', 'Ed')])[1])
})

test('M34 the list’s signature served for the archive, and the archive’s for the list', async () => {
  const release = aRelease({ trustedComment: 'version:1.2.3' })
  const [list = Buffer.alloc(0), signature = Buffer.alloc(0)] = [release.served.get('SHA256SUMS'), release.served.get('SHA256SUMS.minisig')]
  await rejectsWithFailure('TAMPERED', /does not match/, itself([[`${archive}.minisig`, signature]])[1])
  const served = new Map([['SHA256SUMS', list], ['SHA256SUMS.minisig', signer.sign(release.bytes, { trustedComment: 'version:1.2.3' })]])
  await rejectsWithFailure('TAMPERED', /does not match/, trusting().verify(evidenceOf(release, { served })))
  // Even the very list, served as the archive, is not taken for it: a name is signed, and it is another one.
  await rejectsWithFailure('REFUSED', /made for 'SHA256SUMS'/, itself([[`${archive}.minisig`, signer.sign(list, { trustedComment: 'file:SHA256SUMS\tversion:1.2.3' })]], {}, list)[1])
})

test('over release.json: the digest is that of what it unpacks to, and its name says the version', async () => {
  const unpacked = Buffer.from('the program')
  const json = Buffer.from(JSON.stringify({ binary: 'choria-linux-amd64-1.2.3.bz2', hash: createHash('sha256').update(unpacked).digest('hex') }))
  const served = new Map([['release.json', json], ['release.json.minisig', signer.sign(json, { trustedComment: 'file:release.json' })]])
  const trust = trusting({ signs: 'release.json' })
  assert.match((await trust.verify(anEvidence({ artifact: 'choria-linux-amd64-1.2.3.bz2', served, unpacked }))).grounds.join(), /version 1\.2\.3 is in the signed name .*the sha256 of what it unpacks to is the signed one/)
  await rejectsWithFailure('TAMPERED', /what it unpacks to/, trust.verify(anEvidence({ artifact: 'choria-linux-amd64-1.2.3.bz2', served, unpacked: Buffer.from('x') })))
})

test('J04 an end in the comment, or in the list: the earlier one counts', async () => {
  const ends = (expires: number, day: string): ReleaseWishes => ({ trustedComment: comment(`expires:${expires}`), list: (line) => `${line}${'0'.repeat(64)}  BEST-BEFORE-${day}\n` })
  assert.equal((await believe(ends(seconds(nowMs) + 60, '2027-01-01'))).expiresAtMs, nowMs + 60_000)
  assert.equal((await believe(ends(seconds(nowMs) + 10 ** 9, '2027-01-01'))).expiresAtMs, Date.UTC(2027, 0, 1))
  await rejectsWithFailure('REFUSED', /counted only until 2026-11-20T23:59:59/, believe(ends(seconds(nowMs) - 1, '2027-01-01')))
  await rejectsWithFailure('REFUSED', /counted only until 2026-11-20T00:00:00/, believe(ends(seconds(nowMs) + 60, '2026-11-20')))
})

test('a publisher who signs no version, by the operator’s word; a contradiction is refused all the same', async () => {
  assert.match((await believe(unversioned, trusting({ version: 'unsigned' }))).grounds.join(), /which version it is, nobody signed/)
  await rejectsWithFailure('REFUSED', /says 1\.2\.3/, trusting({ version: 'unsigned' }).verify(evidenceOf(aRelease({ trustedComment: comment('hashed') }), { version: '1.2.4' })))
})

test('templates in the names of list and signature', async () => {
  const release = aRelease({ trustedComment: '' })
  const [list = Buffer.alloc(0), signature = Buffer.alloc(0)] = [release.served.get('SHA256SUMS'), release.served.get('SHA256SUMS.minisig')]
  const served = new Map([['sums-v1.2.3.txt', list], [`${release.artifact}.sig`, signature]])
  assert.equal((await trusting({ signs: 'sums-{tag}.txt', signature: '{artifact}.sig' }).verify(evidenceOf(release, { served }))).sha256, release.sha256)
})

test('J33 a signature over another spelling of the same JSON is TAMPERED: bytes are signed, not what they mean', async () => {
  const spelled = { binary: 'choria-1.2.3.bz2', hash: 'ab'.repeat(32) }
  const served = new Map([['release.json', Buffer.from(JSON.stringify(spelled, null, 4))], ['release.json.minisig', signer.sign(Buffer.from(JSON.stringify(spelled)), { trustedComment: 'file:release.json' })]])
  await rejectsWithFailure('TAMPERED', /does not match/, trusting({ signs: 'release.json' }).verify(anEvidence({ artifact: 'choria-1.2.3.bz2', served })))
})

import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { begin, type Begun, type Beginning, loaded } from '../../../support/a-beginning.ts'
import { aForge, type ForgeKind, type Posted } from '../../../support/a-forge.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aRelease } from '../../../support/a-release.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { aKeylessRelease, aPairRelease } from '../../../support/a-signed-release.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { type RealRelease, realReleases } from '../../release/recognise/real-releases.ts'

const posted = (served: ReadonlyMap<string, Buffer>, tag = 'v1.2.3'): Posted => ({ tag, files: Object.fromEntries(served) })
async function ofForge(t: TestContext, kind: ForgeKind, releases: readonly Posted[], beginning: Beginning = {}): Promise<Begun> {
  const forge = await aForge(t, { kind, posted: releases })
  return begin(t, `${forge.origin}/acme/jaco`, beginning)
}

for (const kind of ['github', 'gitea', 'gitlab'] as const)
  test(`a repository of ${kind} on a host that nobody knows, signed with minisign: the key is all that is missing`, async (t) => {
    const begun = await ofForge(t, kind, [posted(aRelease({ version: '1.2.2' }).served, 'v1.2.2'), posted(aRelease().served), { ...posted(aRelease({ version: '2.0.0-rc.1' }).served, 'v2.0.0-rc.1'), prerelease: true }])
    assert.deepEqual([begun.app, begun.source, begun.release, begun.artifact, begun.trust], ['jaco', kind, 'v1.2.3', 'jaco-v1.2.3-linux-amd64.tar.gz', 'minisign'])
    assert.deepEqual(begun.holes.map((hole) => hole.replace(/^.*?toml:\d+: /, '')), ["trust[0].keys[0]: the minisign public key cannot be used: it is a placeholder; the publisher's own key belongs there"])
    const { source, trust, binaries, units } = await loaded('jaco', begun.text.replace('RWQ…', aMinisignSigner().keyLine))
    assert.deepEqual([source.kind, source['repository'], source['artifact']], [kind, 'acme/jaco', 'jaco-{tag}-linux-{arch}.tar.gz'])
    assert.deepEqual([trust[0].kind, trust[0]['signs'], trust[0]['signature']], ['minisign', 'SHA256SUMS', 'SHA256SUMS.minisig'])
    assert.deepEqual([binaries, units.map(({ name }) => name)], [[{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }], ['jaco.service']])
  })

test('a person at a terminal is asked for the key, the path and the unit; the file is whole then', async (t) => {
  const key = aMinisignSigner().keyLine
  const begun = await ofForge(t, 'github', [posted(aRelease().served)], { answers: [[/public key/, key], [/unit/, 'jacod.service'], [/path/, '/usr/bin/jaco']] })
  assert.deepEqual([begun.holes, begun.questions.length], [[], 3])
  const settings = await loaded('jaco', begun.text)
  assert.deepEqual([settings.trust[0]['keys'], settings.units[0]?.name, settings.binaries[0].publicPath], [[key], 'jacod.service', '/usr/bin/jaco'])
})

test('another key than the one that signed is not taken for the right one', async (t) => {
  const begun = await ofForge(t, 'github', [posted(aRelease().served)], { answers: [[/public key/, aMinisignSigner(2).keyLine]] })
  assert.match(begun.questions.join('\n'), /That is the key [0-9A-F]{16}, and the release is signed by/)
  assert.equal(begun.holes.length, 1)
})

test('a key that lies beside the release is hearsay: it stands there as a comment, and the hole stays', async (t) => {
  const { served, keyLine } = aRelease()
  const begun = await ofForge(t, 'github', [posted(new Map([...served, ['minisign.pub', Buffer.from(aMinisignSigner().publicKeyFile)]]))])
  assert.match(begun.text, new RegExp(`^# keys +=? *= \\["${RegExp.escape(keyLine)}"\\]$`, 'm'))
  assert.match(begun.text.replaceAll('\n# ', ' '), /hearsay: it is in 'minisign\.pub'/)
  assert.equal(begun.holes.length, 1)
})

test('V5 a workflow of the repository that was named signs for it; anybody else is left to the person', async (t) => {
  const sigstore = await aSigstore()
  for (const release of [await aKeylessRelease(sigstore), await aPairRelease(sigstore)]) {
    const begun = await ofForge(t, 'github', [posted(release.served)])
    assert.equal(begun.trust, 'cosign')
    // The fake forge lies elsewhere, so the workflow is no workflow of it.
    assert.match(begun.holes.join('\n'), /trust\[0\]: names nobody: give 'identities'/)
    assert.match(begun.text, /^# identities += \["https:\/\/github\.com\/acme\/jaco\/\.github\/workflows\/release\.yml@refs\/tags\/\{tag\}"\]$/m)
    const given = begun.text.replace(/^identities.*\n/m, '').replace('# identities', 'identities')
    assert.deepEqual((await loaded('jaco', given)).trust[0]['issuer'], 'https://token.actions.githubusercontent.com')
  }
})

test('a bare .sig is told by what is in it: ECDSA, minisign, GPG', async (t) => {
  const { served, artifact } = aRelease()
  const list = served.get('SHA256SUMS') ?? Buffer.from('')
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const files = (signature: Buffer, more: Readonly<Record<string, Buffer>> = {}): Posted => ({ tag: 'v1.2.3', files: { [artifact]: served.get(artifact) ?? Buffer.from(''), SHA256SUMS: list, 'SHA256SUMS.sig': signature, ...more } })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
  const ecdsa = await ofForge(t, 'github', [files(Buffer.from(sign('sha256', list, privateKey).toString('base64')), { 'cosign.pub': Buffer.from(pem) })])
  assert.equal(ecdsa.trust, 'ecdsa')
  assert.match(ecdsa.holes.join(), /trust\[0\]\.keys\[0\]: the ECDSA public key cannot be used/)
  const filled = await loaded('jaco', ecdsa.text.replace(/^keys .*\n/m, '').replace(/^# keys/m, 'keys'))
  assert.deepEqual(filled.trust[0]['keys'], [pem])
  const minisign = await ofForge(t, 'github', [files(aMinisignSigner().sign(list))])
  assert.deepEqual([minisign.trust, /signature += "SHA256SUMS\.sig"/.test(minisign.text)], ['minisign', true])
  const gpg = await ofForge(t, 'github', [files(Buffer.from([0x89, 1, 2, 3]))])
  assert.deepEqual([gpg.trust, gpg.notes.some((note) => /GPG \(OpenPGP\)/.test(note))], ['nothing', true])
})

test('E36 nobody signed it: nothing is taken, and the risk is the operator\'s to write down', async (t) => {
  const { served } = aRelease()
  served.forEach((_, name) => name.endsWith('.minisig') && (served as Map<string, Buffer>).delete(name))
  const begun = await ofForge(t, 'github', [posted(served)])
  assert.equal(begun.trust, 'nothing')
  assert.deepEqual(begun.holes.map((hole) => hole.replace(/^.*?toml(?::\d+)?: /, '')), ['trust: missing; say in a [[trust]] table whose signature a release must carry'])
  const risked = begun.text.replace(/^# \[\[trust\]\]\n# kind +=.*checksums.*\n# unsigned.*\n# list.*$/m, (lines) => lines.replaceAll(/^# /gm, ''))
  assert.deepEqual((await loaded('jaco', risked)).trust[0], { kind: 'checksums', unsigned: 'accepted', list: 'SHA256SUMS' })
})

test('a release with nothing for this machine is told with its names, and the hole is in source.artifact', async (t) => {
  const begun = await ofForge(t, 'github', [{ tag: 'v1.2.3', files: { 'jaco-v1.2.3-darwin-arm64.tar.gz': Buffer.from('x'), 'jaco.deb': Buffer.from('x') } }])
  assert.equal(begun.artifact, null)
  assert.match(begun.text, /^# +jaco-v1\.2\.3-darwin-arm64\.tar\.gz$/m)
  assert.match(begun.holes.join('\n'), /source\.artifact: must not be empty/)
})

test('what is in the archive: looked at only when it was asked for, and nothing stays', async (t) => {
  const release = aRelease({ members: { jaco: aRelease().members['jaco'] ?? '', jacod: aRelease().members['jacod'] ?? '', 'jaco-serve.service': '[Service]\n', 'README.md': 'x' } })
  const from = [posted(release.served)]
  const names = await ofForge(t, 'github', from)
  assert.match(names.notes.join(), /--look-inside/)
  const inside = await ofForge(t, 'github', from, { look: 'inside' })
  const { binaries, units } = await loaded('jaco', inside.text.replace('RWQ…', release.keyLine))
  assert.deepEqual([binaries.map(({ name }) => name), units.map(({ name }) => name)], [['jaco', 'jacod'], ['jaco-serve.service']])
  assert.deepEqual(readdirSync(inside.scratch), [])
})

test('what a unit starts here today is where the program goes; an interpreter is not', async (t) => {
  const release = aRelease()
  const here = async (path: string, more: Beginning = {}): Promise<readonly (readonly [string, string])[]> => {
    const { text } = await ofForge(t, 'github', [posted(release.served)], { units: { 'jaco.service': path }, ...more })
    return (await loaded('jaco', text.replace('RWQ…', release.keyLine))).binaries.map(({ name, publicPath }) => [name, publicPath] as const)
  }
  assert.deepEqual(await here('/usr/sbin/jacod'), [['jacod', '/usr/sbin/jacod']])
  assert.deepEqual(await here('/usr/sbin/jacod', { look: 'inside' }), [['jaco', '/usr/local/bin/jaco'], ['jacod', '/usr/sbin/jacod']])
  assert.deepEqual(await here('/usr/bin/python3'), [['jaco', '/usr/local/bin/jaco']])
})

test('an archive that no release may be is a note, and leaves nothing behind', async (t) => {
  const release = aRelease({ bytes: Buffer.from('no gzip at all') })
  const begun = await ofForge(t, 'github', [posted(release.served)], { look: 'inside' })
  assert.match(begun.notes.join(), /cannot be read/)
  assert.deepEqual(readdirSync(begun.scratch), [])
})

test('J21 several programs share a repository; an exact release may be meant', async (t) => {
  const one = posted(aRelease().served, 'jaco/v1.2.3')
  const begun = await ofForge(t, 'github', [one])
  assert.deepEqual([begun.release, /^tags += "jaco\/\{tag\}"$/m.test(begun.text)], ['jaco/v1.2.3', true])
  const two = [posted(aRelease({ version: '1.3.0' }).served, 'v1.3.0'), posted(aRelease().served)]
  assert.equal((await ofForge(t, 'gitea', two, { version: '1.2.3' })).release, 'v1.2.3')
  const forge = await aForge(t, { kind: 'github', posted: two })
  assert.equal((await begin(t, `${forge.origin}/acme/jaco/releases/tag/v1.2.3`)).release, 'v1.2.3')
})

test('what is no place of releases is refused, with the ways there are', async (t) => {
  const forge = await aForge(t, { kind: 'github', posted: [] })
  await rejectsWithFailure('UNAVAILABLE', /has no release/, begin(t, `${forge.origin}/acme/jaco`))
  await rejectsWithFailure('USAGE', /no place of releases that can be recognised/, begin(t, `${forge.origin}/nobody/nothing`))
  await rejectsWithFailure('USAGE', /no place of releases that can be recognised/, begin(t, 'ftp://example.org/x'))
})

for (const [name, { app, version, names }] of Object.entries(realReleases) as readonly (readonly [string, RealRelease])[])
  test(`what well-known publishers list is loaded, or fails at its holes alone: ${name}`, async (t) => {
    const begun = await ofForge(t, 'github', [{ tag: `v${version}`, files: Object.fromEntries(names.map((one) => [one, Buffer.from('?')])) }], { app })
    // Nothing of these files can be read, so nobody is trusted; everything else is right.
    assert.deepEqual([begun.trust, begun.holes.map((hole) => hole.replace(/^.*?toml(?::\d+)?: /, ''))], ['nothing', ['trust: missing; say in a [[trust]] table whose signature a release must carry']])
    const { source } = await loaded(app, `${begun.text}\n[[trust]]\nkeys = ["${aMinisignSigner().keyLine}"]\n`)
    assert.equal(source.kind, 'github')
  })

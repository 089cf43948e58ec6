import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { type TrustFound, trustFound } from '../../../../src/config/draft/trust-found.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aPairRelease } from '../../../support/a-signed-release.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { sha256Of } from '../../../support/a-release.ts'

const artifact = { name: 'jaco-v1.2.3-linux-amd64.tar.gz', template: 'jaco-{tag}-linux-{arch}.tar.gz', processor: 'named' } as const
const list = Buffer.from(`${sha256Of(Buffer.from('x'))}  ${artifact.name}\n`)
interface Looked { readonly found: TrustFound; readonly notes: readonly string[]; readonly asked: readonly string[] }

async function look(files: Readonly<Record<string, Buffer>>, chosen: { readonly name: string; readonly template: string; readonly processor: 'named' } = artifact): Promise<Looked> {
  const [notes, asked]: [string[], string[]] = [[], []]
  const read = async (name: string): Promise<Buffer | null> => { asked.push(name); return files[name] ?? null }
  const found = await trustFound(chosen, { version: parseVersion('1.2.3'), architecture: 'amd64', app: 'jaco', names: [chosen.name, ...Object.keys(files)] }, read, notes)
  return { found, notes, asked }
}

test('a list that cannot be read, or does not hold the archive, is passed over with a note', async () => {
  const signer = aMinisignSigner()
  const { found, notes } = await look({ 'SHA256SUMS': Buffer.from('cf83e1357eefb8bd  short\n'), 'SHA256SUMS.minisig': signer.sign(list), 'checksums.txt': Buffer.from(`${'ab'.repeat(32)}  other\n`), [`${artifact.name}.sha256`]: list, [`${artifact.name}.minisig`]: signer.sign(list) })
  assert.equal(found.kind === 'minisign' && found.signs, '{artifact}')
  assert.deepEqual(notes.map((note) => note.split(':', 1)[0]), ["'SHA256SUMS' cannot be used", "'checksums.txt' cannot be used"])
})

test('SHA-512 lists, as caddy has them, are told', async () => {
  const { found, notes } = await look({ 'checksums.txt': Buffer.from(`${'ab'.repeat(64)}  ${artifact.name}\n`) })
  assert.deepEqual([found, /SHA-512/.test(notes.join())], [{ kind: 'nothing', list: null }, true])
})

test('C10 whether something signed names the version', async () => {
  const signer = aMinisignSigner()
  const bare = { name: 'jaco-linux-x64', template: 'jaco-linux-{arch}', processor: 'named' } as const
  const unnamed = Buffer.from(`${sha256Of(Buffer.from('x'))}  ${bare.name}\n`)
  const binds = async (comment: string): Promise<unknown> => {
    const { found } = await look({ 'SHA256SUMS': unnamed, 'SHA256SUMS.minisig': signer.sign(unnamed, { trustedComment: comment }) }, bare)
    return found.kind === 'minisign' ? found.bindsVersion : found
  }
  assert.deepEqual([await binds('version:1.2.3'), await binds('file:SHA256SUMS'), await binds('version:11.2.3')], ['yes', 'no', 'no'])
})

test('C11 a certificate of a branch binds no version, one of the tag does', async () => {
  const sigstore = await aSigstore()
  const binds = async (ref: string): Promise<unknown> => {
    const { served } = await aPairRelease(sigstore, { ref, identity: `https://github.com/acme/jaco/.github/workflows/release.yml@${ref}` })
    const { found } = await look(Object.fromEntries([...served].filter(([name]) => name !== artifact.name)))
    return found.kind === 'cosign' ? found.bindsVersion : found
  }
  assert.deepEqual([await binds('refs/tags/v1.2.3'), await binds('refs/heads/main'), await binds('refs/tags/v1.2.2')], ['yes', 'no', 'no'])
})

test('what says it is a signature and is none is a note', async () => {
  const { found, notes } = await look({ 'SHA256SUMS': list, 'SHA256SUMS.minisig': Buffer.from('x'), 'SHA256SUMS.sigstore.json': Buffer.from('{}'), 'SHA256SUMS.sig': Buffer.from('hello'), 'SHA256SUMS.asc': Buffer.from('x'), 'multiple.intoto.jsonl': Buffer.from('x') })
  assert.deepEqual([found, notes.length], [{ kind: 'nothing', list: 'SHA256SUMS' }, 5])
})

test('only keys of the right kind are proposed', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signature = Buffer.from(sign('sha256', list, privateKey).toString('base64'))
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))
  const files = { 'SHA256SUMS': list, 'SHA256SUMS.sig': signature, 'minisign.pub': Buffer.from(aMinisignSigner().publicKeyFile), 'release.pub': Buffer.from(pem) }
  const { found } = await look(files)
  assert.deepEqual(found.kind === 'ecdsa' && found.key, { text: pem, where: 'release.pub' })
  const { found: without } = await look({ ...files, 'release.pub': Buffer.from('-----BEGIN PRIVATE KEY-----') })
  assert.equal(without.kind === 'ecdsa' ? without.key : without, null)
})

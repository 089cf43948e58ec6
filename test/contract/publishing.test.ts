import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { spawn, spawnSync } from 'node:child_process'
import { test, type TestContext } from 'node:test'
import { manifest } from '../../src/drivers/sources/manifests/manifest.ts'
import { tree } from '../../src/drivers/sources/tree.ts'
import { ecdsa } from '../../src/drivers/trust/ecdsa.ts'
import { minisign } from '../../src/drivers/trust/minisign/minisign.ts'
import { parseArtifactName } from '../../src/release/artifact.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Source } from '../../src/upgrade/ports.ts'
import { anEcdsaSigner } from '../support/an-ecdsa-signer.ts'
import { aMinisignSigner } from '../support/a-minisign-signer.ts'
import { aSecretKeyFile, cheap } from '../support/a-minisign-secret-key.ts'
import { aGithub, githubToken } from '../support/a-github.ts'
import { aWorkplace, type Workplace } from '../support/a-publisher.ts'
import { aServer, type TestServer } from '../support/hostile-server.ts'
import { sourceTools } from '../support/source-tools.ts'
import { anEvidence, trustTools } from '../support/trust-tools.ts'
import { goTool } from '../tools/go-tool.ts'
import { anS3Server } from '../tools/s3-server.ts'

// The whole program as a publisher runs it, and what others make of its results: minisign, sha256sum, go-updater, and our own readers.

const main = join(import.meta.dirname, '../../src/main.ts')
const [amd, arm] = ['acme-v2.0.0-linux-amd64.tar.gz', 'acme-v2.0.0-linux-arm64.tar.gz'] as const
const never = new AbortController().signal

interface Ran { readonly status: number | null; readonly out: string; readonly err: string }
async function run(argv: readonly [string, ...string[]], cwd: string): Promise<Ran> {
  const child = spawn(argv[0], argv.slice(1), { cwd, timeout: 600_000 })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString() })
  child.stdin.end()
  const [status] = await once(child, 'close') as [number | null]
  return { status, out, err }
}
const publish = (work: Workplace, ...argv: readonly string[]): Promise<Ran> => run([process.execPath, main, 'publish', ...argv], work.folder)
async function published(work: Workplace, ...argv: readonly string[]): Promise<string> {
  const { status, out, err } = await publish(work, ...argv)
  assert.equal(status, 0, err)
  return out
}
function says(work: Workplace, cwd: string, ...[program, ...rest]: readonly [string, ...string[]]): string {
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd: work.path(cwd), encoding: 'utf8' })
  assert.equal(status, 0, `${program} ${rest.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

/** Made by minisign 0.11, `minisign -G`, with the password `pw`: to open it takes 1 GiB of memory, as with every key of its making. */
const byMinisign = {
  key: 'untrusted comment: minisign encrypted secret key\nRWRTY0Iyv7XnT6BGSMZxyfxRfxjb8hQBtJSnFVPM2b3OXMk4+IgAAAACAAAAAAAAAEAAAAAAXZrHNbDyxG6GDILW+dE9HSW280KkzTTHXcnPMVWNAPtluakaoauZ5pZWOI0V/Xr1tUurE33ZyCNHqtVmVvrlP4PvUmXNI0TLUvwn+Fp9XrkUKcFq54jZZ6h2olBrju7aOYwOcwMj0hc=\n',
  pub: 'untrusted comment: minisign public key 4D875B6211851A77\nRWR3GoURYluHTWaajbh2GTWHQgVfd07DK+ENsdtS/btl8MEXUkagyqOK\n',
} as const
const key = aSecretKeyFile()
function aRelease(t: TestContext): Workplace {
  const work = aWorkplace(t)
  for (const name of [amd, arm]) work.write(`dist/${name}`, name)
  work.write('minisign.key', key.file(), 0o600)
  work.write('minisign.pub', key.publicKeyFile)
  return work
}
const trusted = minisign.make({ kind: 'minisign', keys: [aMinisignSigner().keyLine] }, trustTools())

test('a release passes minisign -V, sha256sum -c and our own verify', async (t) => {
  const work = aRelease(t)
  await published(work, 'release', `dist/${amd}`, `dist/${arm}`, '--version', 'v2.0.0', '--key', 'minisign.key', '--best-before', '90d', '--comment', 'for everybody')
  assert.deepEqual(work.list('dist').filter((name) => !name.startsWith('BEST')), ['SHA256SUMS', 'SHA256SUMS.minisig', amd, arm])
  assert.match(says(work, 'dist', 'minisign', '-V', '-p', '../minisign.pub', '-m', 'SHA256SUMS'), /verified\nTrusted comment: .*\tversion:v2\.0\.0\texpires:\d+\tfor everybody\n/)
  assert.equal(says(work, 'dist', 'sha256sum', '--strict', '-c', 'SHA256SUMS').match(/: OK/g)?.length, 3)
  const served = new Map(['SHA256SUMS', 'SHA256SUMS.minisig'].map((name) => [name, Buffer.from(work.read(`dist/${name}`))]))
  const believed = await trusted.verify(anEvidence({ artifact: amd, version: '2.0.0', bytes: Buffer.from(amd), served, atMs: Date.now() }))
  assert.equal(believed.version, '2.0.0')
  await assert.rejects(trusted.verify(anEvidence({ artifact: amd, version: '2.0.0', bytes: Buffer.from(arm), served, atMs: Date.now() })))
  await assert.rejects(trusted.verify(anEvidence({ artifact: amd, version: '2.0.0', bytes: Buffer.from(amd), served, atMs: Date.now() + 91 * 86_400_000 })), /counted only until/)
})

test('a release signed with a P-256 key passes openssl and our own verify (and cosign verify-blob --key, asked by hand: 2.4.1 agrees)', async (t) => {
  const [work, signer] = [aRelease(t), anEcdsaSigner()]
  work.write('key.pem', signer.secretPem, 0o600)
  work.write('dist/pub.pem', signer.pem)
  await published(work, 'release', `dist/${amd}`, '--version', 'v2.0.0', '--ecdsa-key', 'key.pem')
  work.write('dist/der', Buffer.from(work.read('dist/SHA256SUMS.sig'), 'base64'))
  assert.equal(says(work, 'dist', 'openssl', 'dgst', '-sha256', '-verify', 'pub.pem', '-signature', 'der', 'SHA256SUMS'), 'Verified OK\n')
  const served = new Map(['SHA256SUMS', 'SHA256SUMS.sig'].map((name) => [name, Buffer.from(work.read(`dist/${name}`))]))
  const believing = ecdsa.make({ kind: 'ecdsa', keys: [signer.pem] }, trustTools())
  assert.equal((await believing.verify(anEvidence({ artifact: amd, version: '2.0.0', bytes: Buffer.from(amd), served }))).version, '2.0.0')
  await assert.rejects(believing.verify(anEvidence({ artifact: amd, version: '2.0.0', bytes: Buffer.from(arm), served })))
})

test('a key that minisign itself has protected signs, with its password from a file', async (t) => {
  const work = aRelease(t)
  work.write('own.key', byMinisign.key, 0o600)
  work.write('own.pub', byMinisign.pub)
  work.write('password', 'pw\n', 0o600)
  await published(work, 'release', `dist/${amd}`, '--version', 'v2.0.0', '--key', 'own.key', '--password-file', 'password')
  says(work, 'dist', 'minisign', '-V', '-p', '../own.pub', '-m', 'SHA256SUMS')
})

test('a wrong password is told from a file that cannot be read', async (t) => {
  const work = aRelease(t)
  work.write('locked.key', aSecretKeyFile(cheap).file(), 0o600)
  work.write('wrong', 'correct donkey\n', 0o600)
  const { status, err } = await publish(work, 'release', `dist/${amd}`, '--version', 'v2.0.0', '--key', 'locked.key', '--password-file', 'wrong')
  assert.equal(status, 78)
  assert.match(err, /nothing can be signed with '.*locked\.key'\n {2}because: the password is not that of the secret key/)
})

test('a person is asked for the password, and nobody sees it', async (t) => {
  const work = aRelease(t)
  work.write('locked.key', aSecretKeyFile(cheap).file(), 0o600)
  const command = `'${process.execPath}' '${main}' publish release dist/${amd} --version v2.0.0 --key locked.key`
  const child = spawn('script', ['--quiet', '--return', '--echo', 'never', '--command', command, '/dev/null'], { cwd: work.folder, timeout: 600_000 })
  let shown = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const before = shown
    shown += chunk.toString()
    // One letter too many, taken back, as people type.
    if (shown.includes('Password of ') && !before.includes('Password of ')) child.stdin.write(`${cheap.password}ü\x7f\r`)
  })
  const [status] = await once(child, 'close') as [number | null]
  assert.equal(status, 0, shown)
  assert.match(shown, /Password of '.*locked\.key': \r?\n/)
  assert.doesNotMatch(shown, /horse/)
  says(work, 'dist', 'minisign', '-V', '-p', '../minisign.pub', '-m', 'SHA256SUMS')
})

test('where nobody can be asked, it is said how to give the password', async (t) => {
  const work = aRelease(t)
  work.write('locked.key', aSecretKeyFile(cheap).file(), 0o600)
  const { status, err } = await publish(work, 'release', `dist/${amd}`, '--version', 'v2.0.0', '--key', 'locked.key')
  assert.equal(status, 64)
  assert.match(err, /there is no terminal to ask for it\n {2}next: .*--password-file/)
  assert.deepEqual(work.list('dist'), [amd, arm])
})

test('a manifest with two releases is read by our own source, newest stable first', async (t) => {
  const work = aRelease(t)
  for (const version of ['v1.9.0', 'v2.0.0', 'v2.1.0-rc.1']) {
    work.write(`www/${version}/acme-${version}-linux-amd64.tar.gz`, version)
    await published(work, 'release', `www/${version}/acme-${version}-linux-amd64.tar.gz`, '--version', version, '--key', 'minisign.key', '--manifest', 'www/manifest.json')
  }
  const server = await servedFrom(t, work.path('www'))
  const source = manifest.make({ kind: 'manifest', url: `${server.origin}/manifest.json` }, sourceTools())
  assert.equal((await source.find({ version: null, channel: null }, never))?.version, '2.0.0')
  const exact = await source.find({ version: parseVersion('2.1.0-rc.1'), channel: null }, never)
  assert.equal(exact?.version, '2.1.0-rc.1')
  assert.equal(await textOf(source, exact, 'SHA256SUMS'), work.read('www/v2.1.0-rc.1/SHA256SUMS'))
})

test('upload: a bucket gets the same tree, its manifest last; GitHub gets one release', async (t) => {
  const [work, bucket, hub] = [aRelease(t), await anS3Server(t), await aGithub(t)]
  work.write('aws', `[default]\naws_access_key_id = ${bucket.key.accessKeyId}\naws_secret_access_key = ${bucket.key.secretAccessKey}\n`, 0o600)
  work.write('token', `${githubToken}\n`, 0o600)
  const release = ['release', `dist/${amd}`, '--version', 'v2.0.0', '--key', 'minisign.key'] as const
  const json = JSON.parse(await published(work, ...release, '--manifest', 'manifest.json', '--upload', 's3://releases/acme', '--token-file', 'aws', '--endpoint', bucket.endpoint, '--region', bucket.region, '--json')) as { readonly where: readonly string[] }
  assert.deepEqual(json.where, [work.path('dist'), 's3://releases/acme/'])
  await bucket.letReadAll()
  for (const name of [`dist/${amd}`, 'dist/SHA256SUMS', 'dist/SHA256SUMS.minisig', 'manifest.json']) assert.equal(await (await fetch(`${bucket.endpoint}/releases/acme/${name}`)).text(), work.read(name), name)
  await published(work, ...release, '--upload', 'github:acme/acmed', '--token-file', 'token', '--endpoint', hub.api)
  assert.deepEqual(hub.releases.map(({ draft, assets }) => [draft, assets.map((one) => one.name)]), [[false, [amd, 'SHA256SUMS', 'SHA256SUMS.minisig']]])
})

test("go-updater's client takes what we publish, and ours takes what update-repo publishes, byte for byte the same tree", async (t) => {
  const work = aWorkplace(t)
  work.write('acme', 'testing\n', 0o755)
  for (const repository of ['ours/x', 'theirs/x']) work.write(repository, '')
  await published(work, 'tree', 'acme', '--version', '0.7.0', '--arch', 'amd64', '--repo', 'ours')
  says(work, '.', await goTool('update-repo'), 'acme', '--version', '0.7.0', '--os', 'linux', '--arch', 'amd64', '--repo', 'theirs')
  assert.deepEqual(work.list('ours'), work.list('theirs'))
  for (const name of work.list('ours')) assert.equal(work.read(`ours/${name}`), work.read(`theirs/${name}`), name)
  const server = await servedFrom(t, work.folder)
  work.write('live', 'before', 0o755)
  const client = await run([await goTool('go-updater-client'), `${server.origin}/ours`, '0.7.0', work.path('live')], work.folder)
  assert.deepEqual([client.status, work.read('live'), work.read('live.backup')], [0, 'testing\n', 'before'], client.err)
  const source = tree.make({ kind: 'tree', url: `${server.origin}/theirs` }, sourceTools())
  const offer = await source.find({ version: parseVersion('0.7.0'), channel: null }, never)
  assert.equal(offer?.artifact, 'acme-linux-amd64-0.7.0.bz2')
})

test("go-updater's client does not take a tree whose bytes were changed", async (t) => {
  const work = aWorkplace(t)
  work.write('acme', 'testing\n', 0o755)
  work.write('repo/x', '')
  await published(work, 'tree', 'acme', '--version', '0.7.0', '--arch', 'amd64', '--repo', 'repo')
  work.write('repo/0.7.0/linux/amd64/release.json', work.read('repo/0.7.0/linux/amd64/release.json').replace('12a6', '12a7'))
  const server = await servedFrom(t, work.folder)
  work.write('live', 'before', 0o755)
  const client = await run([await goTool('go-updater-client'), `${server.origin}/repo`, '0.7.0', work.path('live')], work.folder)
  assert.deepEqual([client.status, work.read('live')], [1, 'before'])
  assert.match(client.err, /invalid checksum/)
})

test('every version of a tree that is signed is believed by its own signature alone', async (t) => {
  const work = aRelease(t)
  work.write('acme', 'testing\n', 0o755)
  work.write('repo/x', '')
  await published(work, 'tree', 'acme', '--version', '0.7.0', '--arch', 'amd64', '--repo', 'repo', '--key', 'minisign.key')
  assert.match(says(work, 'repo/0.7.0/linux/amd64', 'minisign', '-V', '-p', join(work.folder, 'minisign.pub'), '-m', 'release.json'), /version:0\.7\.0/)
  const signed = minisign.make({ kind: 'minisign', keys: [aMinisignSigner().keyLine], signs: 'release.json' }, trustTools())
  const served = new Map(['release.json', 'release.json.minisig'].map((name) => [name, Buffer.from(work.read(`repo/0.7.0/linux/amd64/${name}`))]))
  // Signed just now, and so is this: a fixed day would be behind it some day.
  const evidence = { artifact: 'acme-linux-amd64-0.7.0.bz2', unpacked: Buffer.from('testing\n'), served, atMs: Date.now() }
  assert.equal((await signed.verify(anEvidence({ ...evidence, version: '0.7.0' }))).version, '0.7.0')
  await assert.rejects(signed.verify(anEvidence({ ...evidence, version: '0.8.0' })))
})

test('what cannot work is told before anything is written: exit code and remedy', async (t) => {
  const work = aRelease(t)
  work.write('open-token', 'x')
  const release = ['release', `dist/${amd}`, '--version', 'v2.0.0', '--key', 'minisign.key'] as const
  for (const [argv, status, message] of [
    [[...release, '--manifest', 'elsewhere/manifest.json'], 64, /lies below the files of the release, or elsewhere.*\n {2}next: .*--base-url/],
    [[...release, '--manifest', 'manifest.json', '--upload', 'github:acme/acmed', '--token-file', 'minisign.key'], 64, /do not lie beside the manifest\n {2}next: .*--base-url/],
    [[...release, '--upload', 'github:acme/acmed'], 64, /nothing opens github:acme\/acmed\n {2}next: .*--token-file/],
    [[...release, '--upload', 'github:acme/acmed', '--token-file', 'open-token'], 77, /others may read the token file '.*open-token'\n {2}next: {4}chmod 600 /],
    [[...release, '--upload', 'ftp://example.org', '--token-file', 'minisign.key'], 64, /nothing can be uploaded to 'ftp:\/\/example\.org'/],
    [['release', 'dist/none.tar.gz', '--version', 'v2.0.0'], 64, /there is no file '.*none\.tar\.gz'/],
    [['release', `dist/${amd}`, '--version', 'v2.0.1'], 64, /names another version than v2\.0\.1/],
    [['tree', `dist/${amd}`, '--version', 'v2.0.0', '--repo', 'nowhere'], 64, /the repository '.*nowhere' does not exist/],
  ] as const) {
    const ran = await publish(work, ...argv)
    assert.equal(ran.status, status, `${argv.join(' ')}: ${ran.err}`)
    assert.match(ran.err, message)
  }
  const json = await publish(work, 'release', 'dist/none.tar.gz', '--version', 'v2.0.0', '--json')
  assert.deepEqual([json.status, (JSON.parse(json.out) as { readonly exit: number }).exit], [64, 64])
  assert.deepEqual(work.list('dist'), [amd, arm])
})

/** Any file below this directory. */
async function servedFrom(t: TestContext, root: string): Promise<TestServer> {
  return aServer(t, (request, response) => {
    createReadStream(join(root, decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname))).on('error', () => response.writeHead(404).end()).pipe(response)
  })
}

async function textOf(source: Source, offer: Awaited<ReturnType<Source['find']>>, name: string): Promise<string> {
  assert.ok(offer)
  const opened = await source.open(offer, parseArtifactName(name), { fromByte: 0, validator: null }, never)
  assert.ok(opened)
  const chunks: Buffer[] = []
  for await (const chunk of opened.bytes) chunks.push(Buffer.from(chunk))
  await opened.close()
  return Buffer.concat(chunks).toString()
}

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import { sha256Of } from '../../support/a-release.ts'
import { goTool } from '../../tools/go-tool.ts'
import { anS3Server, type S3Server } from '../../tools/s3-server.ts'
import { lastWords, type DaemonWishes } from '../upgrade/support/acmed.ts'
import { anApp } from '../upgrade/support/an-app.ts'
import { put } from '../upgrade/support/an-operators-host.ts'
import { history, leftovers, status } from '../upgrade/support/look.ts'
import { type } from '../upgrade/support/operate.ts'
import { aRow, type Changes, type Row, useShippedFile } from './support/a-row.ts'
import { holds, running, saidBy, starts, touchesNothing } from './support/outcome.ts'
import { program } from './support/program.ts'
import { aMinisignKey, anEcdsaKey, ecdsaSign, minisign, run } from './support/publisher.ts'

// go-updater (formats.md 2): a repository that the real update-repo made. That their client reads what `publish tree` makes, and that both make the same
// bytes, is tested in test/contract/publishing.test.ts.

test('go-updater: a repository as update-repo makes it', { timeout: 1_500_000 }, async (t) => {
  const life = await aLife(t)
  await using _ = life.row
  await t.test('versions without v, and with it; the daemon runs what the digest of the uncompressed bytes says', async () => await unpacked(life))
  await t.test('P3 a version that there is not, and no version at all', async () => await unknown(life))
  await t.test('V18 J30 another digest, a path for a name, half a file: nothing is touched', async () => await refused(life))
  await t.test('E36 without the word that nobody signs, nothing is taken', async () => await unsaid(life))
  await t.test('release.json signed by minisign: what they only planned', async () => await signedByMinisign(life))
  await t.test('release.json signed by a key of cosign', async () => await signedByCosign(life))
  await t.test('the same repository in a bucket, where the newest can be found', async () => await inBucket(life))
})

interface Life { readonly row: Row & AsyncDisposable; readonly repository: string; readonly scratch: string; readonly bucket: S3Server }

const app = anApp({ name: 'choria', port: 7001 })
const unit = 'choria-server.service'
const publicPath = '/usr/local/sbin/choria'
const choria = (wishes: DaemonWishes): string => program(wishes)

async function aLife(t: TestContext): Promise<Life> {
  const bucket = await anS3Server(t)
  const row = await aRow(t, { suite: 'trixie', names: { 's3.example.org': { port: Number(new URL(bucket.endpoint).port) } } })
  installByHand(row, { name: 'choria-server', path: publicPath, port: app.port })
  useShippedFile(row, 'choria')
  await row.host.machine.must(['systemctl', 'daemon-reload'])
  await row.host.machine.must(['systemctl', 'start', unit])
  const repository = join(row.site, 'choria')
  mkdirSync(repository)
  return { row, repository, scratch: row.scratch, bucket }
}

function installByHand({ host }: Row, { name, path, port }: { readonly name: string; readonly path: string; readonly port: number }): void {
  put(host, path, choria({ version: '0.6.0' }), 0o755)
  put(host, `/etc/systemd/system/${name}.service`, `[Service]\nType=notify\nExecStart=${path} ${port}\nRestart=on-failure\nRestartSec=100ms\n[Install]\nWantedBy=multi-user.target\n`)
}

/** By their program. `directory`: how the version is called in the repository. Returns what the machine's own directory of it is. */
async function published({ repository, scratch }: Life, wishes: DaemonWishes, directory: string = wishes.version): Promise<string> {
  const binary = join(scratch, 'choria')
  writeFileSync(binary, choria(wishes), { mode: 0o755 })
  run([await goTool('update-repo'), binary, '--version', directory, '--os', 'linux', '--arch', 'amd64', '--repo', repository], scratch)
  return join(repository, directory, 'linux/amd64')
}

async function unpacked(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  await published(life, { version: '0.7.0' })
  await starts(machine, 'choria@0.7.0', 0)
  assert.equal(await running(machine, app.port), '0.7.0')
  await holds(machine, publicPath, choria({ version: '0.7.0' }))
  assert.match(await saidBy(machine, 'choria@0.7.0'), /NOBODY SIGNED IT/)
  // Their README's own name for the file, which says nothing of a version, in a directory that has the v.
  const directory = await published(life, { version: '0.8.0' }, 'v0.8.0')
  const json = JSON.parse(readFileSync(join(directory, 'release.json'), 'utf8')) as { readonly binary: string; readonly hash: string }
  renameSync(join(directory, json.binary), join(directory, 'choria.bz2'))
  writeFileSync(join(directory, 'release.json'), JSON.stringify({ binary: 'choria.bz2', hash: json.hash, uri: { Host: 'elsewhere.invalid' }, signature: '' }, null, 4))
  await starts(machine, 'choria@v0.8.0', 0)
  assert.equal(await running(machine, app.port), '0.8.0')
  await holds(machine, publicPath, choria({ version: '0.8.0' }))
  assert.equal((await status(machine, app)).live, '0.8.0')
}

async function unknown({ row: { host: { machine } } }: Life): Promise<void> {
  await touchesNothing(machine, { paths: [publicPath, '/opt/choria'], unit }, async () => {
    await starts(machine, 'choria@9.9.9', 69)
    await starts(machine, 'choria', 78)
  })
  assert.match(await saidBy(machine, 'choria'), /cannot ask a web server which release is the newest.*app-upgrade@v1\.2\.3/s)
}

async function refused(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const directory = await published(life, { version: '0.9.0' })
  const [json, binary] = [join(directory, 'release.json'), join(directory, 'choria-linux-amd64-0.9.0.bz2')]
  const [text, whole] = [readFileSync(json, 'utf8'), readFileSync(binary)]
  const spoiled: readonly (readonly [exit: number, words: RegExp, spoil: () => void])[] = [
    [40, /sha256/, () => writeFileSync(json, text.replace(/"hash":"[^"]+"/, `"hash":"${sha256Of(Buffer.from('another'))}"`))],
    [40, /sha256/, () => writeFileSync(json, text.replace(/"hash":"[^"]+"/, `"hash":"${sha256Of(whole)}"`))],
    [65, /'binary' must be the name of one file/, () => writeFileSync(json, text.replace('choria-linux', '../amd64/choria-linux'))],
    [65, /'binary' must be the name of one file/, () => writeFileSync(json, text.replace('"choria-linux', '"https://elsewhere.invalid/choria-linux'))],
    [65, /bz2|bzip2/, () => writeFileSync(binary, whole.subarray(0, -40))],
    [69, /0\.9\.0\.bz2/, () => rmSync(binary)],
  ]
  for (const [exit, words, spoil] of spoiled) {
    writeFileSync(json, text)
    writeFileSync(binary, whole)
    spoil()
    const before = (await saidBy(machine, 'choria@0.9.0')).length
    await touchesNothing(machine, { paths: [publicPath, '/opt/choria', '/var/lib/app-upgrade/choria/journals'], unit }, async () => await starts(machine, 'choria@0.9.0', exit))
    assert.match((await saidBy(machine, 'choria@0.9.0')).slice(before), words)
  }
  writeFileSync(json, text)
  // E1: two streams, one after the other, as pbzip2 writes them.
  const middle = Math.floor(choria({ version: '0.9.0' }).length / 2)
  writeFileSync(binary, Buffer.concat([choria({ version: '0.9.0' }).slice(0, middle), choria({ version: '0.9.0' }).slice(middle)].map((half) => execFileSync('bzip2', ['-c'], { input: half }))))
  await starts(machine, 'choria@0.9.0', 0)
  await holds(machine, publicPath, choria({ version: '0.9.0' }))
  assert.deepEqual(leftovers(machine, app), [])
}

async function unsaid(life: Life): Promise<void> {
  const { row, row: { host: { machine } } } = life
  useShippedFile(row, 'choria', { changes: [['unsigned = "accepted"\n', '']] })
  await touchesNothing(machine, { paths: [publicPath, '/opt/choria'], unit }, async () => await starts(machine, 'choria@0.9.0', 78))
  assert.match(await saidBy(machine, 'choria@0.9.0'), /choria\.toml:\d+: trust\[0\]\.unsigned/)
  useShippedFile(row, 'choria')
  assert.match((await type(machine, 'doctor', 'choria')).out, /warning +choria: trust +releases are not signed/)
}

const signedBy = (lines: string): Changes => [['kind     = "checksums"\nunsigned = "accepted"\nlist     = "release.json"\n', lines]]

async function signedByMinisign(life: Life): Promise<void> {
  const { row, row: { host: { machine } }, scratch } = life
  const key = aMinisignKey(join(scratch, 'minisign'))
  // As the comment of the shipped file says it.
  useShippedFile(row, 'choria', { changes: signedBy(`kind = "minisign"\nkeys = ["${key.keyLine}"]\nsigns = "release.json"\n`) })
  const directory = await published(life, { version: '0.10.0' })
  await starts(machine, 'choria@0.10.0', 40)
  minisign(directory, 'release.json', key.secretKey)
  await starts(machine, 'choria@0.10.0', 0)
  assert.equal(await running(machine, app.port), '0.10.0')
  assert.match(await saidBy(machine, 'choria@0.10.0'), /minisign key [0-9A-F]+ signed release\.json/)
  // V18, J31: a signed document of another version, under the name of a newer one.
  const newer = join(directory, '../../../0.11.0/linux/amd64')
  mkdirSync(newer, { recursive: true })
  for (const name of readdirSync(directory)) writeFileSync(join(newer, name), readFileSync(join(directory, name)))
  await touchesNothing(machine, { paths: [publicPath, '/opt/choria'], unit }, async () => await starts(machine, 'choria@0.11.0', 40))
}

async function signedByCosign(life: Life): Promise<void> {
  const { row, row: { host: { machine } }, scratch } = life
  const key = anEcdsaKey(join(scratch, 'cosign'))
  put(row.host, '/etc/app-upgrade/choria.pub', key.publicPem)
  useShippedFile(row, 'choria', { changes: signedBy('kind = "cosign"\nkey_files = ["/etc/app-upgrade/choria.pub"]\nsigns = "release.json"\nsignature = "release.json.sig"\n') })
  const directory = await published(life, { version: '0.12.0', ill: 'exits' })
  writeFileSync(join(directory, 'release.json.sig'), ecdsaSign(join(directory, 'release.json'), key.secretKey))
  await starts(machine, 'choria@0.12.0', 41)
  assert.ok((await saidBy(machine, 'choria@0.12.0')).includes(lastWords))
  assert.equal(await running(machine, app.port), '0.10.0')
  await holds(machine, publicPath, choria({ version: '0.10.0' }))
  writeFileSync(join(directory, 'release.json'), readFileSync(join(directory, 'release.json'), 'utf8').replace('}', ' }'))
  assert.equal((await type(machine, 'unskip', 'choria', '0.12.0')).exit, 0)
  await machine.must(['sh', '-c', 'rm -r /var/cache/app-upgrade/choria'])
  await touchesNothing(machine, { paths: [publicPath, '/opt/choria'], unit }, async () => await starts(machine, 'choria@0.12.0', 40))
  assert.deepEqual((await history(machine, app)).map((one) => `${one.to} ${one.outcome}`), ['0.7.0 upgraded', '0.8.0 upgraded', '0.9.0 upgraded', '0.10.0 upgraded', '0.12.0 rolled-back'])
}

/** A second daemon on the same machine, whose repository is a bucket that only its owner may list. */
async function inBucket(life: Life): Promise<void> {
  const { row, row: { host: { machine } }, bucket } = life
  const { accessKeyId, secretAccessKey } = bucket.key
  for (const version of ['0.7.0', '0.20.0', '0.21.0-rc.1']) {
    const directory = await published(life, { version }, `v${version}`)
    for (const name of readdirSync(directory)) await bucket.put(`choria/v${version}/linux/amd64/${name}`, readFileSync(join(directory, name)))
  }
  put(row.host, '/etc/app-upgrade/credentials/choria-bucket', `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`, 0o600)
  installByHand(row, { name: 'bucket', path: '/usr/local/libexec/choria', port: 7002 })
  useShippedFile(row, 'choria', { as: '/etc/app-upgrade/bucket.toml', changes: [
    ['kind = "tree"\nurl  = "https://releases.example.org/choria"', `kind = "s3"\nlayout = "tree"\nbucket = "${bucket.bucket}"\nprefix = "choria"\nregion = "${bucket.region}"\nendpoint = "https://s3.example.org"\ncredentials = "secret:choria-bucket"`],
    [`"choria" = "${publicPath}"`, '"choria" = "/usr/local/libexec/choria"'], ['choria-server.service', 'bucket.service'],
  ] })
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', 'bucket.service'])
  await starts(machine, 'bucket', 0)
  assert.equal(await running(machine, 7002), '0.20.0')
  await holds(machine, '/usr/local/libexec/choria', choria({ version: '0.20.0' }))
  await starts(machine, 'bucket@rc', 0)
  assert.equal(await running(machine, 7002), '0.21.0-rc.1')
  put(row.host, '/etc/app-upgrade/credentials/choria-bucket', `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = wrong\n`, 0o600)
  await touchesNothing(machine, { paths: ['/usr/local/libexec/choria', '/opt/bucket'], unit: 'bucket.service' }, async () => await starts(machine, 'bucket@0.99.0', 77))
}

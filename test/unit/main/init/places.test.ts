import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { SourceTools } from '../../../../src/drivers/sources/driver.ts'
import { recognised } from '../../../../src/drivers/sources/table.ts'
import { begin, loaded } from '../../../support/a-beginning.ts'
import { aGoogle } from '../../../support/a-google.ts'
import { aManifestServer, fileAt, listed } from '../../../support/a-manifest.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aRelease, publish } from '../../../support/a-release.ts'
import { aTree, releaseJson, writeTree } from '../../../support/a-tree.ts'
import { aServer, serving } from '../../../support/hostile-server.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const { keyLine } = aMinisignSigner()
const filled = (text: string): string => text.replace('RWQ…', keyLine)

function scratch(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'app-upgrade-places-'))
  chmodSync(path, 0o755)
  t.after(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}

test("an archive's own address becomes a template, and the usual names are looked for beside it", async (t) => {
  const { served, artifact } = aRelease()
  const server = await aServer(t, serving(served))
  const begun = await begin(t, `${server.origin}/dl/v1.2.3/${artifact}`)
  assert.deepEqual([begun.app, begun.source, begun.trust, begun.artifact, begun.release], ['jaco', 'url', 'minisign', artifact, '1.2.3'])
  assert.equal((await loaded('jaco', filled(begun.text))).source['url'], `${server.origin}/dl/{tag}/jaco-{tag}-linux-{arch}.tar.gz`)
  // Each name is asked for a bounded number of times, whatever the server says.
  assert.ok(server.asked.length < 60, `${server.asked.length} questions`)
})

test('an address without a version says what is missing', async (t) => {
  const server = await aServer(t, serving(new Map([['jaco', Buffer.from('x')]])))
  await assert.rejects(begin(t, `${server.origin}/jaco`), /does not tell which version it is/)
  assert.equal((await begin(t, `${server.origin}/jaco`, { version: '1.2.3' })).source, 'url')
})

test('F18 a page for people is no release archive', async (t) => {
  const server = await aServer(t, (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('\n<!DOCTYPE html><p>Sign in'))
  for (const path of ['/acme/jaco', '/download/jaco-1.2.3-linux-amd64.tar.gz']) await rejectsWithFailure('USAGE', /no place of releases/, begin(t, server.origin + path))
})

test("banger's manifest says itself which file is for this machine", async (t) => {
  const { served } = aRelease({ app: 'banger', version: '0.1.4' })
  const { artifact } = aRelease({ app: 'banger', version: '0.1.4' })
  const release = { ...listed('v0.1.4'), artifacts: [{ ...fileAt(`v0.1.4/${artifact}`), os: 'linux', arch: 'amd64' }], sidecars: [fileAt('v0.1.4/SHA256SUMS'), fileAt('v0.1.4/SHA256SUMS.minisig')] }
  const server = await aManifestServer(t, { latestStable: 'v0.1.4', product: 'banger', releases: [release] })
  for (const [name, bytes] of served) server.files.set(`v0.1.4/${name}`, bytes)
  const begun = await begin(t, server.url)
  assert.deepEqual([begun.app, begun.source, begun.trust, begun.artifact], ['banger', 'manifest', 'minisign', artifact])
  assert.deepEqual(Object.keys((await loaded('banger', filled(begun.text))).source).toSorted(), ['downloads', 'http', 'kind', 'url'])
})

test('a directory with releases side by side', async (t) => {
  const path = scratch(t)
  for (const version of ['1.2.2', '1.2.3']) publish(aRelease({ version }), path)
  const begun = await begin(t, path, { app: 'jaco' })
  assert.deepEqual([begun.source, begun.release, begun.trust], ['directory', '1.2.3', 'minisign'])
  assert.deepEqual((await loaded('jaco', filled(begun.text))).source, { kind: 'directory', path, artifact: 'jaco-{tag}-linux-{arch}.tar.gz' })
})

test("choria's tree, in a directory and on a web server; nobody signed it", async (t) => {
  const path = scratch(t)
  const one = aRelease({ app: 'choria', version: '0.7.0', bytes: Buffer.from('BZh9') })
  const files = aTree([{ ...one, served: new Map([[one.artifact, one.bytes]]) }])
  writeTree(path, files)
  const begun = await begin(t, path, { app: 'choria' })
  assert.deepEqual([begun.source, begun.release, begun.trust, begun.artifact], ['tree', '0.7.0', 'nothing', one.artifact])
  assert.match(begun.text, /^# list += "release\.json"$/m)
  const server = await aServer(t, (request, response) => {
    const bytes = files.get((request.url ?? '').slice('/repo/'.length))
    return bytes === undefined ? void response.writeHead(404).end() : void response.end(bytes)
  })
  for (const [address, version] of [[`${server.origin}/repo/0.7.0`, null], [`${server.origin}/repo/0.7.0/linux/amd64/release.json`, null], [`${server.origin}/repo/`, '0.7.0']] as const) {
    const web = await begin(t, address, { version, app: 'choria' })
    assert.deepEqual([web.source, web.artifact, /^url += "http:\/\/127\.0\.0\.1:\d+\/repo"$/m.test(web.text)], ['tree', one.artifact, true])
  }
})

test('a signed release.json is what is signed', async (t) => {
  const path = scratch(t)
  const json = releaseJson('choria-0.7.0.bz2')
  writeTree(path, new Map([['0.7.0/linux/amd64/release.json', json], ['0.7.0/linux/amd64/choria-0.7.0.bz2', Buffer.from('BZh9')], ['0.7.0/linux/amd64/release.json.minisig', aMinisignSigner().sign(json, { trustedComment: 'version:0.7.0' })]]))
  const begun = await begin(t, path, { app: 'choria' })
  const { trust } = await loaded('choria', filled(begun.text))
  assert.deepEqual([trust[0].kind, trust[0]['signs'], trust[0]['signature']], ['minisign', 'release.json', 'release.json.minisig'])
})

/** The listing of a bucket and its objects, as S3 and Google speak them in XML. */
function bucketOf(objects: ReadonlyMap<string, Buffer>): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1')
    const key = decodeURIComponent(url.pathname).replace(/^\/acme-releases\/?/, '')
    const bytes = objects.get(key)
    if (key !== '') return bytes === undefined ? void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>') : void response.writeHead(200, { etag: '"1"', 'content-length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes)
    const prefix = url.searchParams.get('prefix') ?? ''
    const below = [...objects.keys()].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length))
    const directories = new Set(below.filter((one) => one.includes('/')).map((one) => `${one.split('/', 1)[0] ?? ''}/`))
    const xml = [...below.filter((one) => !one.includes('/')).map((one) => `<Contents><Key>${prefix}${one}</Key></Contents>`), ...[...directories].map((one) => `<CommonPrefixes><Prefix>${prefix}${one}</Prefix></CommonPrefixes>`)]
    response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${xml.join('')}</ListBucketResult>`)
  }
}

for (const [layout, keyOf] of [['flat', (_: string, name: string) => `acme/${name}`], ['versions', (version: string, name: string) => `acme/v${version}/${name}`]] as const) {
  const objects = new Map(['1.2.2', '1.2.3'].flatMap((version) => [...aRelease({ version }).served].map(([name, bytes]) => [keyOf(version, name), bytes] as const)))

  test(`a bucket of S3 with releases ${layout}`, async (t) => {
    const server = await aServer(t, bucketOf(objects))
    const begun = await begin(t, `s3://acme-releases/acme?endpoint=${server.origin}`, { app: 'jaco' })
    assert.deepEqual([begun.source, begun.artifact, begun.address], ['s3', 'jaco-v1.2.3-linux-amd64.tar.gz', 's3://acme-releases/acme'])
    const { source } = await loaded('jaco', filled(begun.text))
    assert.deepEqual([source['bucket'], source['prefix'], source['layout'], source['artifact']], ['acme-releases', 'acme', layout, 'jaco-{tag}-linux-{arch}.tar.gz'])
  })

  test(`a bucket of Google's with releases ${layout}`, async (t) => {
    const google = await aGoogle(t)
    google.open = 'all'
    for (const [key, bytes] of objects) google.put(key, bytes)
    const begun = await begin(t, `gs://releases/acme/?endpoint=${google.endpoint}`, { app: 'jaco' })
    assert.deepEqual([begun.source, begun.trust, (await loaded('jaco', filled(begun.text))).source['layout']], ['gcs', 'minisign', layout])
  })

  test(`a container of Azure's with releases ${layout}`, async () => {
    const below = (prefix: string): readonly string[] => [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
    const net: SourceTools['net'] = { get: async () => null, ask: async ({ url }) => {
      const prefix = new URL(url).searchParams.get('prefix') ?? ''
      const [files, directories] = [below(prefix).filter((name) => !name.includes('/')), new Set(below(prefix).filter((name) => name.includes('/')).map((name) => name.split('/', 1)[0] ?? ''))]
      return { status: 200, headers: {}, bytes: Buffer.from(`<EnumerationResults><Blobs>${files.map((name) => `<Blob><Name>${prefix}${name}</Name></Blob>`).join('')}${[...directories].map((name) => `<BlobPrefix><Name>${prefix}${name}/</Name></BlobPrefix>`).join('')}</Blobs><NextMarker/></EnumerationResults>`) }
    } }
    const found = await recognised({ address: 'https://acmestore.blob.core.windows.net/releases/acme', version: null }, sourceTools({ net }), new AbortController().signal)
    assert.deepEqual([found.settings, found.version], [{ kind: 'azure', account: 'acmestore', container: 'releases', prefix: 'acme', ...(layout === 'flat' ? {} : { layout }) }, '1.2.3'])
    assert.ok(found.names.includes('jaco-v1.2.3-linux-amd64.tar.gz') && !found.names.includes('jaco-v1.2.2-linux-amd64.tar.gz'))
  })
}

test('what is no bucket is no bucket', async () => {
  const net: SourceTools['net'] = { get: async () => null, ask: async () => ({ status: 404, headers: {}, bytes: new Uint8Array() }) }
  for (const address of ['s3://', 's3:///x', 'gs://a b/', 'https://acmestore.blob.core.windows.net/', 'relative/path', '']) await rejectsWithFailure('USAGE', /no place of releases/, recognised({ address, version: null }, sourceTools({ net }), new AbortController().signal))
})

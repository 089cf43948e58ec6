import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { netLimits } from '../../../src/host/limits.ts'
import { makeNet } from '../../../src/host/net.ts'
import { directly } from '../../../src/host/proxy-route.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { anAuthority, aSelfSigned, type Authority, type Certificate } from '../../support/certificates.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const never = new AbortController().signal

async function aTlsServer(t: TestContext, { key, cert }: Certificate, options: ServerOptions = {}): Promise<string> {
  const server = createServer({ key, cert, ...options }, (_, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { server.closeAllConnections(); server.close() })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/x`
}

/** Asks by both ways that there are; both must say the same. */
async function asks(url: string, trusting: Authority | null): Promise<string> {
  const net = makeNet({ ...netLimits, attemptsMax: 1 }, { ...directly, certificates: trusting === null ? null : async () => trusting.pem })
  const answer = await net.ask({ method: 'GET', url, plainHttp: 'allowed', headers: {}, body: null, answerBytesMax: 100, stallMs: 60_000, reach: 'public' }, never)
  const file = await net.get({ url, plainHttp: 'allowed', authorization: null, resume: null, stallMs: 60_000 }, never)
  await file?.close()
  return Buffer.from(answer.bytes).toString()
}
const refused = (url: string, trusting: Authority | null): Promise<void> => rejectsWithFailure('REFUSED', /does not prove who it is/, asks(url, trusting))

test('F22 a certificate of an authority that the settings name is believed; nobody else vouches for it', async (t) => {
  const own = anAuthority(t)
  const url = await aTlsServer(t, own.issue())
  assert.equal(await asks(url, own), 'hello')
  await refused(url, null)
  await refused(url, anAuthority(t))
})

const wrong = [
  ['expired', { from: '20200101000000Z', until: '20200201000000Z' }],
  ['not valid yet', { from: '20980101000000Z', until: '20991231000000Z' }],
  ['of another host', { names: 'DNS:localhost,IP:127.0.0.2' }],
] as const
for (const [name, wanted] of wrong) {
  test(`F22 a certificate that is ${name} is REFUSED`, async (t) => {
    const own = anAuthority(t)
    await refused(await aTlsServer(t, own.issue(wanted)), own)
  })
}

test('F22 a certificate that vouches for itself is REFUSED', async (t) => {
  const [own, alone] = [anAuthority(t), anAuthority(t)]
  await refused(await aTlsServer(t, aSelfSigned(t)), own)
  await refused(await aTlsServer(t, alone.issue()), own)
})

test('F22 E45 no environment variable switches the check off, or adds an authority', async (t) => {
  const own = anAuthority(t)
  const url = await aTlsServer(t, own.issue())
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  t.after(() => { delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'] })
  await refused(url, null)
})

test('E45 the environment of a process cannot make it believe another authority', async (t) => {
  const own = anAuthority(t)
  const home = aDirectory(t)
  writeFileSync(join(home, 'own.pem'), own.pem)
  const script = `const { makeNet } = await import(${JSON.stringify(new URL('../../../src/host/net.ts', import.meta.url).href)})
    const asked = { url: process.argv[1], plainHttp: 'refused', authorization: null, resume: null, stallMs: 60_000 }
    console.log(await makeNet().get(asked, new AbortController().signal).then(() => 'believed', (thrown) => thrown.code))`
  const url = await aTlsServer(t, own.issue())
  for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS']) {
    const env = { PATH: process.env['PATH'], [name]: name === 'SSL_CERT_DIR' ? home : join(home, 'own.pem') }
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, url], { env })
    assert.equal(stdout.trim(), 'REFUSED', name)
  }
})

for (const maxVersion of ['TLSv1', 'TLSv1.1'] as const) {
  test(`F22 a server that speaks ${maxVersion} at most is REFUSED, whoever vouches for it`, async (t) => {
    const own = anAuthority(t)
    await refused(await aTlsServer(t, own.issue(), { minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' }), own)
  })
}

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { netLimits } from '../../../src/host/limits.ts'
import { makeNet } from '../../../src/host/net.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const net = makeNet({ ...netLimits, attemptsMax: 1 })

async function aTlsServer(t: TestContext, options: { readonly maxVersion?: 'TLSv1.1' } = {}): Promise<string> {
  const home = aDirectory(t)
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(home, 'key'), '-out', join(home, 'cert')], { stdio: 'ignore' })
  const server = createServer({ key: readFileSync(join(home, 'key')), cert: readFileSync(join(home, 'cert')), ...(options.maxVersion === undefined ? {} : { minVersion: 'TLSv1', maxVersion: options.maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' }) }, (_, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { server.closeAllConnections(); server.close() })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/x`
}

const get = (url: string): Promise<unknown> => net.get({ url, plainHttp: 'allowed', authorization: null, resume: null, stallMs: 2000 }, new AbortController().signal)

test('F22 a certificate that nobody vouches for is REFUSED', async (t) => {
  await rejectsWithFailure('REFUSED', /does not prove who it is/, get(await aTlsServer(t)))
})

test('F22 E45 no environment variable switches the check off', async (t) => {
  const url = await aTlsServer(t)
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  t.after(() => { delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'] })
  await rejectsWithFailure('REFUSED', /does not prove who it is/, get(url))
})

test('F22 a server that only speaks old TLS is REFUSED', async (t) => {
  const url = await aTlsServer(t, { maxVersion: 'TLSv1.1' })
  await rejectsWithFailure('REFUSED', /does not prove who it is/, get(url))
  assert.ok(url.startsWith('https:'))
})

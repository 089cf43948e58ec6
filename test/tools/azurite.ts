import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { after } from 'node:test'
import { azureAuthorization } from '../../src/formats/stores/azure-key.ts'
import { escapedKey } from '../../src/formats/stores/sigv4.ts'
import { installedModules } from './installed-modules.ts'
import { mortal } from './mortal.ts'
import { saysSo } from './s3-server.ts'

/** Azure's own emulator of its storage, with an empty container of this test's own that nobody else may read. It checks signatures. */
export interface Azurite {
  readonly endpoint: string
  readonly account: 'devstoreaccount1'
  /** The emulator's key, the same everywhere and printed in its manual: no secret. */
  readonly key: string
  readonly container: string
  put(key: string, bytes: Uint8Array): Promise<void>
  /** From now on everybody may read what they know the name of; `container`: and list. */
  letReadAll(what: 'blob' | 'container'): Promise<void>
}

const account = 'devstoreaccount1'
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
const version = { 'x-ms-version': '2021-12-02' }

/** To be called outside of any test: one process for all tests of a file, which ends with them; each is given a container of its own. */
export function azurites(): () => Promise<Azurite> {
  let child: ChildProcess | null = null
  let origin: Promise<string> | null = null
  let containers = 0
  after(() => child?.kill('SIGKILL'))
  return async () => {
    origin ??= installedAzurite().then((folder) => saidOrigin(child = started(folder)))
    return withContainer(`${await origin}/${account}`, `releases-${++containers}`)
  }
}

function started(folder: string): ChildProcess {
  const main = join(folder, 'node_modules/azurite/dist/src/blob/main.js')
  return spawn(...mortal(process.execPath, [main, '--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence', '--disableTelemetry']), { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function saidOrigin(child: ChildProcess): Promise<string> {
  const [, origin = ''] = await saysSo(child, /successfully listens on (http:\S+)/)
  return origin
}

async function withContainer(endpoint: string, container: string): Promise<Azurite> {
  const send = async (path: string, own: Readonly<Record<string, string>>, body: Uint8Array): Promise<void> => {
    const url = `${endpoint}/${container}${path}`
    const headers = { ...version, 'x-ms-date': new Date().toUTCString(), ...own }
    const signed = azureAuthorization({ method: 'PUT', url, headers: { ...headers, ...(body.length === 0 ? {} : { 'content-length': String(body.length) }) } }, { account, key: Buffer.from(key, 'base64') })
    // A connection that is kept may be let go of by the server in the moment in which it is used again.
    const answer = await fetch(url, { method: 'PUT', headers: { ...headers, authorization: signed, connection: 'close' }, body: Buffer.from(body) })
    assert.ok(answer.ok, `${answer.status} ${await answer.text()}`)
  }
  await send('?restype=container', {}, new Uint8Array())
  return {
    endpoint, account, key, container,
    put: (name, bytes) => send(`/${escapedKey(name)}`, { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream' }, bytes),
    letReadAll: (what) => send('?restype=container&comp=acl', { 'x-ms-blob-public-access': what }, new Uint8Array()),
  }
}

/** Its own modules, far from the program's. */
export async function installedAzurite(): Promise<string> {
  return installedModules('azurite')
}

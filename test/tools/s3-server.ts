import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type AwsKey, emptyPayloadSha256, escapedKey, signedHeaders } from '../../src/formats/stores/sigv4.ts'
import { aDirectory } from '../support/a-directory.ts'
import { goTool } from './go-tool.ts'
import { mortal } from './mortal.ts'

/** A real S3 server of this test's own (versitygw, which checks signatures, digests and the clock), with one empty bucket. */
export interface S3Server {
  readonly endpoint: string
  readonly bucket: 'releases'
  readonly region: 'eu-test-1'
  readonly key: AwsKey
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Everybody may read what they know the name of; nobody but the owner may list. */
  letReadAll(): Promise<void>
}
const region = 'eu-test-1'
const startMsMax = 600_000
const readableByAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::releases/*' }] }

export async function anS3Server(t: TestContext): Promise<S3Server> {
  const directory = aDirectory(t)
  const key = { accessKeyId: 'AKIATESTKEY', secretAccessKey: 'secret/of+the=test', sessionToken: null }
  const socket = await started(t, directory, key)
  const endpoint = await frontOf(t, socket)
  const send = async (path: string, body: Uint8Array): Promise<void> => {
    const url = `${endpoint}/releases${path}`
    const payloadSha256 = body.length === 0 ? emptyPayloadSha256 : createHash('sha256').update(body).digest('hex')
    const { host: _, ...headers } = await signedHeaders({ method: 'PUT', url, headers: {}, payloadSha256 }, key, { region, service: 's3', atMs: Date.now() })
    // A connection that is kept may be let go of by the server in the moment in which it is used again.
    const answer = await fetch(url, { method: 'PUT', headers: { ...headers, connection: 'close' }, body: Buffer.from(body) })
    assert.ok(answer.ok, await answer.text())
  }
  await send('', new Uint8Array())
  return { endpoint, bucket: 'releases', region, key, put: (name, bytes) => send(`/${escapedKey(name)}`, bytes), letReadAll: () => send('?policy=', Buffer.from(JSON.stringify(readableByAll))) }
}

/** The server listens on a unix socket: no two tests can want the same port. */
async function started(t: TestContext, directory: string, key: AwsKey): Promise<string> {
  const [data, sidecar, socket] = ['data', 'sidecar', 'socket'].map((name) => join(directory, name)) as [string, string, string]
  mkdirSync(data)
  mkdirSync(sidecar)
  const child = spawn(...mortal(await goTool('versitygw'), ['--port', socket, '--region', region, 'posix', '--sidecar', sidecar, data]), {
    env: { ROOT_ACCESS_KEY: key.accessKeyId, ROOT_SECRET_KEY: key.secretAccessKey }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  await saysSo(child, /listening on/i)
  await answering(socket, Date.now() + startMsMax)
  return socket
}

/** It says so before it does. */
async function answering(socket: string, untilMs: number): Promise<void> {
  const connected = await new Promise<boolean>((resolve) => {
    const probe = connect(socket, () => { probe.destroy(); resolve(true) }).on('error', () => { resolve(false) })
  })
  if (connected) return
  if (Date.now() > untilMs) throw new Error(`nobody listens at ${socket}`)
  await new Promise(setImmediate)
  return answering(socket, untilMs)
}

/** Until the child has said this; it may say it a moment before it does it. */
export async function saysSo(child: ChildProcess, words: RegExp): Promise<RegExpExecArray> {
  let said = ''
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`${child.spawnfile} ${why}:\n${said}`))
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
      const found = words.exec(said)
      if (found !== null) resolve(found)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('error', reject)
    child.once('exit', (status) => failed(`ended with ${status}`))
    AbortSignal.timeout(startMsMax).addEventListener('abort', () => failed('does not begin'))
  })
}

/** A port of its own before the socket. */
async function frontOf(t: TestContext, socket: string): Promise<string> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const inner = reach(socket, client)
    for (const one of [client, inner]) {
      open.add(one)
      one.on('error', () => { client.destroy() })
      one.once('close', () => open.delete(one))
    }
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.after(() => {
    for (const one of open) one.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function reach(path: string, client: Socket): Socket {
  const inner = connect(path)
  inner.once('close', () => client.destroy())
  client.once('close', () => inner.destroy())
  client.pipe(inner).pipe(client)
  return inner
}

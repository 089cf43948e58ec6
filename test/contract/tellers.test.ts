import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import { command } from '../../src/drivers/tellers/command.ts'
import { webhook } from '../../src/drivers/tellers/webhook.ts'
import { aDirectory } from '../support/a-directory.ts'
import { aSelfSigned } from '../support/certificates.ts'
import { aRawServer, aServer, saying } from '../support/hostile-server.ts'
import { aMessage, tellerTools } from '../support/teller-tools.ts'
import { codeOf, type Behaviour, type Receiver, tellerContract } from './teller.ts'

/** Short for whom nothing else ends; of the others it must not be the first. */
const timeoutOf = (behaviour: Behaviour): string => (behaviour === 'sleeps' || behaviour === 'floods' ? '1s' : '60s')

/** An HTTP server that behaves so, and remembers what it was sent. */
async function aListener(t: TestContext, behaviour: Behaviour): Promise<Receiver> {
  const bodies: string[] = []
  // A port that was free a moment ago may be somebody else's by now; that one (tcpmux) is given out to nobody.
  if (behaviour === 'absent') return { settings: { kind: 'webhook', url: 'http://127.0.0.1:1/hook' }, heard: () => bodies }
  const answer: Readonly<Record<Exclude<Behaviour, 'absent'>, (response: Parameters<RequestListener>[1]) => void>> = {
    takes: (response) => response.writeHead(202).end('thank you'),
    later: (response) => response.writeHead(503).end(),
    refuses: (response) => response.writeHead(404).end('no such hook'),
    floods: (response) => { const pour = (): void => { while (response.write(Buffer.alloc(2 ** 16))); response.once('drain', pour) }; pour() },
    sleeps: () => undefined,
  }
  const { origin } = await aServer(t, (request, response) => void heard(request).then((body) => { bodies.push(body); answer[behaviour](response) }))
  return { settings: { kind: 'webhook', url: `${origin}/hook/T0K3N?key=s3cret`, timeout: timeoutOf(behaviour) }, heard: () => bodies }
}

async function heard(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString()
}

/** A script that behaves so, and appends what it read. */
async function aProgram(t: TestContext, behaviour: Behaviour): Promise<Receiver> {
  const home = aDirectory(t)
  const [program, log] = [join(home, 'notify'), join(home, 'heard')]
  const script: Readonly<Record<Behaviour, string>> = {
    takes: `cat >>${log} && echo >>${log}`, later: 'exit 75', refuses: 'echo no such channel >&2; exit 1', floods: 'exec cat /dev/zero', sleeps: 'exec sleep 60', absent: '',
  }
  if (behaviour !== 'absent') {
    writeFileSync(program, `#!/bin/sh\n${script[behaviour]}\n`)
    chmodSync(program, 0o755)
  }
  return Promise.resolve({ settings: { kind: 'command', command: [program], timeout: timeoutOf(behaviour) }, heard: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []) })
}

tellerContract(webhook, aListener)
tellerContract(command, aProgram)

const never = new AbortController().signal
const hook = (url: string, more: object = {}) => webhook.make({ kind: 'webhook', url, ...more }, tellerTools())

for (const [status, code] of [[200, 'taken'], [204, 'taken'], [299, 'taken'], [301, 'REFUSED'], [302, 'REFUSED'], [307, 'REFUSED'], [400, 'REFUSED'], [401, 'REFUSED'], [404, 'REFUSED'], [408, 'UNAVAILABLE'], [410, 'REFUSED'], [425, 'UNAVAILABLE'], [429, 'UNAVAILABLE'], [500, 'UNAVAILABLE'], [503, 'UNAVAILABLE'], [599, 'UNAVAILABLE']] as const) {
  test(`webhook: status ${status} means ${code}`, async (t) => {
    const { origin, asked } = await aServer(t, (_, response) => response.writeHead(status).end())
    assert.equal(await codeOf(() => hook(origin).tell(aMessage(), never)), code)
    assert.equal(asked.length, 1, 'what was heard is not said twice in one breath')
  })
}

test('webhook: a redirect is not followed: neither the signature nor the token is for anybody else', async (t) => {
  const other = await aServer(t, (_, response) => response.end())
  const { origin } = await aServer(t, (_, response) => response.writeHead(307, { location: `${other.origin}/steal` }).end())
  await assert.rejects(hook(origin, { secret: 'hook', authorization: 'hook' }).tell(aMessage(), never), /status 307, a redirect/)
  assert.deepEqual(other.asked, [])
})

test('webhook: its headers name the message and the event; the token is sent as it lies in its file', async (t) => {
  const { origin, requests } = await aServer(t, (_, response) => response.end())
  await hook(origin, { authorization: 'hook' }).tell(aMessage(), never)
  const headers = requests[0]?.headers ?? {}
  assert.deepEqual([headers['x-app-upgrade-id'], headers['x-app-upgrade-event'], headers['content-type'], headers.authorization, headers['x-app-upgrade-signature']], ['20261121T104841Z-3fa29c', 'rolled-back', 'application/json', 'correct horse', undefined])
})

test('webhook: openssl verifies the signature in one line, as the manual says', async (t) => {
  const home = aDirectory(t)
  const { origin, requests } = await aServer(t, (request, response) => void heard(request).then((body) => { writeFileSync(join(home, 'body'), body); response.end() }))
  await hook(origin, { secret: 'hook' }).tell(aMessage(), never)
  const [, seconds = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(requests[0]?.headers['x-app-upgrade-signature'])) ?? []
  const said = execFileSync('sh', ['-c', `{ printf '%s.' ${seconds}; cat body; } | openssl dgst -sha256 -hmac 'correct horse'`], { cwd: home, encoding: 'utf8' })
  assert.equal(said.trim().split(' ').at(-1), signature)
  assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 600, 'the time of sending is signed')
})

test('webhook: a certificate that nobody vouches for: nothing is sent', async (t) => {
  const asked: unknown[] = []
  const server = createServer(aSelfSigned(t), (request, response) => { asked.push(request.url); response.end() })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { server.closeAllConnections(); server.close() })
  assert.equal(await codeOf(() => hook(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`, { secret: 'hook' }).tell(aMessage(), never)), 'REFUSED')
  assert.deepEqual(asked, [])
})

test('webhook: what is not HTTP is the end of the message; a connection that breaks is not', async (t) => {
  const strange = await aRawServer(t, saying('SSH-2.0-OpenSSH_9.2\r\n'))
  assert.equal(await codeOf(() => hook(strange.origin).tell(aMessage(), never)), 'PROTOCOL')
  const broken = await aRawServer(t, (socket) => socket.destroy())
  assert.equal(await codeOf(() => hook(broken.origin).tell(aMessage(), never)), 'UNAVAILABLE')
})

test('webhook: plain http to another machine only by the operator\'s word, and credentials stand in no address', () => {
  const accepts = (settings: object): boolean => v.safeParse(webhook.schema, { kind: 'webhook', ...settings }).success
  assert.equal(accepts({ url: 'http://hooks.example.org/x' }), false)
  assert.equal(accepts({ url: 'http://hooks.example.org/x', http: 'allowed' }), true)
  assert.equal(accepts({ url: 'http://127.0.0.1:9000/x' }), true)
  for (const url of ['https://user:pass@hooks.example.org/', 'ftp://hooks.example.org/', 'hooks.example.org', 'https://hooks.example.org/#x']) assert.equal(accepts({ url }), false, url)
})

test('webhook: a token that no header can hold is refused before anything is sent, and not shown', async (t) => {
  const { origin, asked } = await aServer(t, (_, response) => response.end())
  const evil = webhook.make({ kind: 'webhook', url: origin, authorization: 'evil' }, tellerTools({ secrets: { read: () => Promise.resolve('x\r\nHost: evil') } }))
  await assert.rejects(evil.tell(aMessage(), never), (thrown: Error) => /'evil'/.test(thrown.message) && !/Host/.test(thrown.message))
  assert.deepEqual(asked, [])
})

test('command: it hears nothing of our environment, and its first words say why it refused', async (t) => {
  const refusing = await aProgram(t, 'refuses')
  await assert.rejects(command.make(refusing.settings, tellerTools()).tell(aMessage(), never), /ended with status 1: no such channel/)
  const seen: object[] = []
  const commands = { run: async (asked: object) => { seen.push(asked); return Promise.resolve({ status: 0, output: '', trouble: null }) } }
  await command.make({ kind: 'command', command: ['/usr/bin/notify', '--to', 'ops'] }, tellerTools({ commands })).tell(aMessage(), never)
  assert.deepEqual(seen.map((one) => ({ ...one, input: undefined })), [{ argv: ['/usr/bin/notify', '--to', 'ops'], user: null, timeoutSeconds: 30, outputBytesMax: 16_384, input: undefined }])
})

test('command: a shell line and a relative path are no command', () => {
  for (const wrong of ['notify ops', ['notify'], [], ['./notify']]) assert.equal(v.safeParse(command.schema, { kind: 'command', command: wrong }).success, false)
})

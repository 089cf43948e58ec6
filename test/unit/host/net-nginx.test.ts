import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { makeNet } from '../../../src/host/net.ts'
import { parseVersion } from '../../../src/release/version.ts'
import { acquire } from '../../../src/upgrade/acquire/acquire.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { aProgram, aRelease, publish } from '../../support/a-release.ts'
import { aShelf } from '../../support/a-shelf.ts'
import type { HttpAnswer } from '../../../src/host/types.ts'

// The web server that most releases lie on: its ETags are strong for plain files, and weak once it compresses.

/** nginx cannot be told to take any port that is free, and one that was found free may be taken before nginx does: it has a socket in the file system, and the port is ours. */
async function portBefore(t: TestContext, path: string): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const inner = connect(path)
    for (const [one, other] of [[client, inner], [inner, client]] as const) {
      open.add(one)
      one.on('error', () => { other.destroy() }).once('close', () => {
        open.delete(one)
        other.destroySoon()
      })
    }
    client.pipe(inner).pipe(client)
  }).listen(0, '127.0.0.1')
  t.after(() => {
    for (const one of open) one.destroy()
    server.close()
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function anNginx(t: TestContext): Promise<{ readonly root: string; readonly origin: string }> {
  const home = aDirectory(t)
  const root = join(home, 'www')
  mkdirSync(root)
  for (const directory of [home, root]) chmodSync(directory, 0o755)
  writeFileSync(join(home, 'nginx.conf'), `daemon off; worker_processes 1; pid ${home}/pid; error_log stderr notice;
    events { worker_connections 64; }
    http { access_log off; gzip on; gzip_types *; gzip_min_length 1; default_type application/octet-stream;
      client_body_temp_path ${home}/a; proxy_temp_path ${home}/b; fastcgi_temp_path ${home}/c; uwsgi_temp_path ${home}/d; scgi_temp_path ${home}/e;
      server { listen unix:${home}/socket; root ${root}; location /slow/ { alias ${root}/; limit_rate 1m; } } }\n`)
  const nginx = spawn('/usr/sbin/nginx', ['-c', join(home, 'nginx.conf'), '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] })
  t.after(async () => {
    nginx.kill('SIGTERM')
    if (nginx.exitCode === null) await once(nginx, 'exit')
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    nginx.stderr.on('data', (chunk) => { if (/start worker process \d/.test(said += String(chunk))) resolve() })
    nginx.once('exit', () => reject(new Error(`nginx ended: ${said}`)))
  })
  return { root, origin: `http://127.0.0.1:${await portBefore(t, join(home, 'socket'))}` }
}

const never = new AbortController().signal
const get = (url: string, resume: { fromByte: number; validator: string } | null = null): Promise<HttpAnswer | null> => makeNet().get({ url, plainHttp: 'refused', authorization: null, resume, stallMs: 60_000 }, never)
async function bytesOf(answer: HttpAnswer | null): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer?.bytes ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('nginx: a strong validator, the rest by range, and the whole when the file changed', async (t) => {
  const { root, origin } = await anNginx(t)
  const file = Buffer.alloc(2_000_000, 'release ')
  writeFileSync(join(root, 'app.tar.gz'), file)
  const first = await get(`${origin}/app.tar.gz`)
  assert.deepEqual([first?.sizeBytes, typeof first?.validator], [file.length, 'string'])
  await first?.close()
  const resume = { fromByte: 1_500_000, validator: first?.validator ?? '' }
  const rest = await get(`${origin}/app.tar.gz`, resume)
  assert.deepEqual([rest?.fromByte, rest?.sizeBytes], [1_500_000, file.length])
  assert.deepEqual(await bytesOf(rest), file.subarray(1_500_000))
  writeFileSync(join(root, 'app.tar.gz'), Buffer.alloc(2_000_000, 'another '))
  utimesSync(join(root, 'app.tar.gz'), 1, 1)
  const whole = await get(`${origin}/app.tar.gz`, resume)
  assert.equal(whole?.fromByte, 0)
  assert.deepEqual(await bytesOf(whole), Buffer.alloc(2_000_000, 'another '))
})

test('nginx: F16 a range behind the end is asked for again from the start; 404 is null', async (t) => {
  const { root, origin } = await anNginx(t)
  writeFileSync(join(root, 'short'), 'short')
  const first = await get(`${origin}/short`)
  await first?.close()
  const answer = await get(`${origin}/short`, { fromByte: 100, validator: first?.validator ?? '' })
  assert.equal(answer?.fromByte, 0)
  assert.equal((await bytesOf(answer)).toString(), 'short')
  assert.equal(await get(`${origin}/none`), null)
})

test('nginx: a download that is given up goes on in the next run, and the release is the one that was signed', async (t) => {
  const { root, origin } = await anNginx(t)
  const release = aRelease({ members: { jaco: Buffer.concat([aProgram('jaco'), Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * index * 31 + (index >> 7)) & 255))]), jacod: aProgram('jacod') } })
  publish(release, root)
  const bed = aShelf(t, { kind: 'url', url: `${origin}/slow/jaco-{tag}-linux-{arch}.tar.gz` })
  const wanted = { version: parseVersion('1.2.3'), channel: null }
  const given = new AbortController()
  const first = acquire(wanted, { ...bed.acquire, tell: (event) => { if (event.kind === 'fetching' && event.receivedBytes > 300_000) given.abort() } }, given.signal)
  await assert.rejects(first, /given up/)
  rmSync(join(root, 'README.md'), { force: true })
  const fast = aShelf(t, { kind: 'url', url: `${origin}/slow/jaco-{tag}-linux-{arch}.tar.gz` }, bed.home)
  const received: number[] = []
  const record = await acquire(wanted, { ...fast.acquire, tell: (event) => { if (event.kind === 'fetching') received.push(event.receivedBytes) } }, never)
  assert.equal(record?.sha256, release.sha256)
  assert.ok((received[0] ?? 0) > 250_000, `the first progress of the second run is ${received[0]}`)
})

import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

import type { Asked } from './under-load.ts'

/**
 * A program of its own, run in the daemon's network but outside its control group: `load-client.ts <port> <new|kept> <requests>`. Fifty clients ask
 * 127.0.0.1:<port> for `/`, a thousand times a second all together, each over a new connection or over one that it keeps until it is told to close it.
 * Nothing is tried again: a request that was sent and not answered in full has failed. Says `ready` after the first answer; when its standard input has
 * ended, and so many requests were made, it says all of them as JSON.
 */
const [port, kept, wanted] = [Number(process.argv[2]), process.argv[3] === 'kept', Number(process.argv[4])]
const [clients, perSecond, patienceMs, requestsMax, afterMs] = [50, 1000, 30_000, 200_000, 1000]
const asked: Asked[] = []
const beganMs = performance.now()
let [slots, overMs] = [0, Infinity]

process.stdin.on('end', () => { overMs = performance.now() }).resume()
await Promise.all(Array.from({ length: clients }, client))
process.stdout.write(`${JSON.stringify(asked)}\n`, () => process.exit())

async function client(): Promise<void> {
  let line: Socket | null = null
  while (asked.length < requestsMax && !(performance.now() > overMs + afterMs && asked.length >= wanted)) {
    await pause(Math.max(0, beganMs + (slots++ * 1000) / perSecond - performance.now()))
    const atMs = performance.timeOrigin + performance.now()
    const from = performance.now()
    try {
      line = line === null || !isOpen(line) ? await opened() : line
      const answer = await ask(line)
      if (asked.length === 0) process.stdout.write('ready\n')
      asked.push({ atMs, tookMs: performance.now() - from, says: answer.body.trim() })
      if (answer.isLast) line = null
    } catch (thrown) {
      asked.push({ atMs, tookMs: performance.now() - from, failed: thrown instanceof Error ? thrown.message : String(thrown) })
      line?.destroy()
      line = null
    }
  }
  line?.destroy()
}

/** Nobody has said that it ends: what is sent now will be read. */
function isOpen(line: Socket): boolean {
  return !line.destroyed && !line.readableEnded && line.writable
}

function opened(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject).once('connect', () => {
      socket.off('error', reject).on('error', () => {})
      resolve(socket)
    })
  })
}

/** One answer, to its last byte. */
function ask(line: Socket): Promise<{ readonly body: string; readonly isLast: boolean }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly body: string; readonly isLast: boolean }>()
  let text = ''
  const hears = (bytes: Buffer): void => {
    text += bytes.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    const [head, body] = [text.slice(0, end), text.slice(end + 4)]
    if (end < 0 || body.length < Number(/^content-length: (\d+)$/im.exec(head)?.[1])) return
    if (head.startsWith('HTTP/1.1 200 ')) resolve({ body, isLast: /^connection: close$/im.test(head) })
    else reject(new Error(head.split('\r\n')[0]))
  }
  const fails = (): void => reject(new Error(`the connection ended after ${text.length} bytes of the answer`))
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs)
  line.on('data', hears).once('close', fails).once('end', fails).once('error', reject)
  line.write(`GET / HTTP/1.1\r\nHost: localhost\r\n${kept ? '' : 'Connection: close\r\n'}\r\n`)
  return promise.finally(() => {
    clearTimeout(timer)
    line.off('data', hears).off('close', fails).off('end', fails).off('error', reject)
  })
}

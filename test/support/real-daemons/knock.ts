import { connect } from 'node:net'
import { hrtime } from 'node:process'

import type { Knock } from './outages.ts'

/**
 * A program of its own, run in the daemon's network but outside its control group: asks 127.0.0.1:<port> for anything over
 * HTTP, once a millisecond; a port that merely opens is no answer. Says `ready` after the first one. When its standard input
 * ends it waits for one more answer, so that a restart that is just under way is seen to its end, and says all knocks as JSON.
 */
const port = Number(process.argv[2])
const patienceMs = 5_000
const oneMoreAnswerWithinMs = 10_000
const knocksMax = 1_800_000
const knocks: Knock[] = []
let overMs = Infinity
let welcomed = false

process.stdin.on('end', () => { overMs = nowMs() }).resume()
while (!isOver() && knocks.length < knocksMax) {
  const askedMs = nowMs()
  const answeredMs = await knock()
  if (answeredMs !== null && !welcomed) process.stdout.write('ready\n')
  welcomed ||= answeredMs !== null
  knocks.push({ askedMs, answeredMs })
  await nextMillisecond(askedMs)
}
process.stdout.write(`${JSON.stringify(knocks)}\n`)

function isOver(): boolean {
  const last = knocks.at(-1)
  const answeredSince = last !== undefined && last.answeredMs !== null && last.askedMs >= overMs
  return answeredSince || nowMs() > overMs + oneMoreAnswerWithinMs
}

/** When the first byte arrived. The reset at the end keeps sixty thousand sockets from waiting in TIME_WAIT. */
async function knock(): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.setTimeout(patienceMs, () => resolve(null))
  socket.once('connect', () => socket.write('HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
  socket.once('data', () => resolve(nowMs())).once('error', () => resolve(null)).once('close', () => resolve(null))
  const answeredMs = await promise
  socket.resetAndDestroy()
  return answeredMs
}

async function nextMillisecond(sinceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (nowMs() - sinceMs >= 1) setImmediate(resolve)
  else setTimeout(resolve, 1)
  await promise
}

/** The kernel's monotonic clock, so that it can be compared with systemd's timestamps. */
function nowMs(): number {
  return Number(hrtime.bigint()) / 1e6
}

import { connect } from 'node:net'

import type { Knock } from './outages.ts'

/**
 * A program of its own, run in the daemon's network but outside its control group: knocks at 127.0.0.1:<port> once a
 * millisecond. Says `ready` after the first answer, and when its standard input ends, all knocks as JSON.
 */
const port = Number(process.argv[2])
const patienceMs = 2_000
const knocksMax = 1_800_000
const knocks: Knock[] = []
let over = false
let welcomed = false

process.stdin.on('end', () => { over = true }).resume()
while (!over && knocks.length < knocksMax) {
  const atMs = performance.now()
  const answered = await knock()
  if (answered && !welcomed) process.stdout.write('ready\n')
  welcomed ||= answered
  knocks.push({ atMs, answered })
  await nextMillisecond(atMs)
}
process.stdout.write(`${JSON.stringify(knocks)}\n`)

/** A full handshake; the reset at the end keeps sixty thousand sockets from waiting in TIME_WAIT. */
async function knock(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.setTimeout(patienceMs, () => resolve(false))
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  const answered = await promise
  socket.resetAndDestroy()
  return answered
}

async function nextMillisecond(sinceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (performance.now() - sinceMs >= 1) setImmediate(resolve)
  else setTimeout(resolve, 1)
  await promise
}

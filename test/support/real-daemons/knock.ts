import { connect } from 'node:net'

import type { Knock } from './outages.ts'

/**
 * A program of its own, run in the daemon's network but outside its control group: knocks at 127.0.0.1:<port> once a
 * millisecond. Says `ready` after the first answer. When its standard input ends it waits for one more answer, so that a
 * restart that is just under way is seen to its end, and says all knocks as JSON.
 */
const port = Number(process.argv[2])
const patienceMs = 2_000
const oneMoreAnswerWithinMs = 10_000
const knocksMax = 1_800_000
const knocks: Knock[] = []
let overMs = Infinity
let welcomed = false

process.stdin.on('end', () => { overMs = performance.now() }).resume()
while (!isOver() && knocks.length < knocksMax) {
  const atMs = performance.now()
  const answered = await knock()
  if (answered && !welcomed) process.stdout.write('ready\n')
  welcomed ||= answered
  knocks.push({ atMs, answered })
  await nextMillisecond(atMs)
}
process.stdout.write(`${JSON.stringify(knocks)}\n`)

function isOver(): boolean {
  const last = knocks.at(-1)
  const answeredSince = last !== undefined && last.answered && last.atMs >= overMs
  return answeredSince || performance.now() > overMs + oneMoreAnswerWithinMs
}

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

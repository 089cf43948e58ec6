import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { notify } from '../../../src/systemd/notify.ts'
import { writeEvent } from '../../../src/systemd/final-event.ts'

/** A datagram socket that prints what arrives: Node has none of its own. */
const listener = 'import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.bind(sys.argv[1])\nsys.stdout.buffer.write(s.recv(70000))'
async function received(send: (path: string) => Promise<unknown>, path: string): Promise<string> {
  const child = spawn('python3', ['-c', listener, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  while (!existsSync(path)) await new Promise(setImmediate)
  await send(path)
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return text
}
const hasPython = ((): boolean => { try { execFileSync('python3', ['-c', ''], { stdio: 'ignore' }); return true } catch { return false } })()

test('status, more time and readiness reach the socket; a line feed cannot begin a command', { skip: !hasPython && 'python3 is not here; the system tests show it with systemd itself' }, async (t) => {
  const folder = mkdtempSync('/tmp/notify-')
  t.after(() => rmSync(folder, { recursive: true }))
  assert.equal(await received((path) => notify({ status: 'a\nREADY=1', extendTimeoutMs: 1500.2, ready: 'yes' }, path), `${folder}/s`), 'READY=1\nSTATUS=a\\x0aREADY=1\nEXTEND_TIMEOUT_USEC=1501000')
  assert.equal(await received((path) => writeEvent({ MESSAGE: 'x' }, path), `${folder}/j`), 'MESSAGE=x\n')
})
test('F33 without a socket, with a wrong one, with one too long: nothing happens', async () => {
  await notify({ status: 'x' }, undefined)
  await notify({ status: 'x' }, 'relative')
  await notify({ status: 'x' }, '/nowhere/socket')
  await notify({ status: 'x' }, `/${'x'.repeat(200)}`)
})

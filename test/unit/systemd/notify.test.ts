import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { notify } from '../../../src/systemd/notify.ts'
import { writeEvent } from '../../../src/systemd/final-event.ts'

/**
 * A datagram socket that prints what arrives: Node has none of its own, and Perl is on every Debian. It says when it listens: the name of a socket
 * is there a moment before the kernel knows whose it is, and who sends in that moment is refused.
 */
const listener = '$| = 1; socket(S, AF_UNIX, SOCK_DGRAM, 0) && bind(S, pack_sockaddr_un($ARGV[0])) or die $!; print "!"; recv(S, $said, 70000, 0); print $said'
async function received(send: (path: string) => Promise<unknown>, path: string): Promise<string> {
  const child = spawn('perl', ['-MSocket', '-e', listener, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout) {
    if (text === '') await send(path)
    text += String(chunk)
  }
  return text.slice(1)
}

test('status, more time and readiness reach the socket; a line feed cannot begin a command', async (t) => {
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

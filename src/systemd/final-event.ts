import { spawn } from 'node:child_process'
import { loadSendDatagram } from '../host/ffi.ts'
import { encodeEntry, encodeLines, type Fields } from './journal-entry.ts'
import { childMs } from './limits.ts'

const journalSocket = '/run/systemd/journal/socket'

/**
 * Writes one structured event (`MESSAGE`, `MESSAGE_ID`, `PRIORITY` and own fields) to the system journal. Never throws, never
 * blocks: an account that cannot be written must not change what happened (failures.md F33).
 */
export async function writeEvent(fields: Fields, socket = journalSocket): Promise<'written' | 'lost'> {
  try {
    const send = await loadSendDatagram()
    if (send !== null && send(socket, encodeEntry(fields)) === 'sent') return 'written'
    return await writeByLogger(fields)
  } catch {
    return 'lost'
  }
}

/** logger(1) of util-linux, for where no datagram can be sent: another Node, a full socket. */
function writeByLogger(fields: Fields): Promise<'written' | 'lost'> {
  return new Promise((resolve) => {
    const child = spawn('logger', ['--journald'], { env: { PATH: '/usr/bin:/bin' }, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], timeout: childMs })
    child.once('error', () => resolve('lost'))
    child.once('close', (status) => resolve(status === 0 ? 'written' : 'lost'))
    child.stdin.on('error', () => {})
    child.stdin.end(encodeLines(fields))
  })
}

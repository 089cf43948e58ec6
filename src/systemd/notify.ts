import { env } from 'node:process'
import { printable } from '../formats/printable.ts'
import { loadSendDatagram } from '../host/ffi.ts'
import { statusCharactersMax } from './limits.ts'

/** sd_notify(3): what `systemctl status` shows beside our own unit, and more time when something takes long. */
export interface Notice { readonly status?: string; readonly extendTimeoutMs?: number; readonly ready?: 'yes' }

/** Does nothing unless systemd started us as a notifying service. Never throws. */
export async function notify(notice: Notice, socket: string | undefined = env['NOTIFY_SOCKET']): Promise<void> {
  if (socket === undefined || !/^[@/]/.test(socket)) return
  try {
    const send = await loadSendDatagram()
    send?.(socket, Buffer.from(textOf(notice)))
  } catch {
    // A status line is a courtesy.
  }
}

function textOf({ status, extendTimeoutMs, ready }: Notice): string {
  const lines = [
    ready === undefined ? null : 'READY=1',
    // Printable: a line feed in it would begin a command of its own.
    status === undefined ? null : `STATUS=${printable(status, statusCharactersMax)}`,
    extendTimeoutMs === undefined ? null : `EXTEND_TIMEOUT_USEC=${Math.ceil(extendTimeoutMs) * 1000}`,
  ]
  return lines.filter((line) => line !== null).join('\n')
}

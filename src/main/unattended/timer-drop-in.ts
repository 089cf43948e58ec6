import { posix } from 'node:path'
import { parseDuration } from '../../formats/duration.ts'
import type { Window } from '../../formats/window.ts'
import { machine } from '../../host/machine.ts'
import { scheduleFor, timerText } from '../../systemd/timer-schedule.ts'
import { ensureDirectory, replaceFile } from '../../upgrade/durable.ts'
import { theScope } from '../scope.ts'
import { timerOf } from './unattended-units.ts'

/** What `enable` writes of a timer: a file that people may read, compare and remove. */
const fileOf = (app: string): string => posix.join(theScope().unitDirectory, `${timerOf(app)}.d`, '50-operator.conf')
const bytesMax = 64 * 1024
/** systemd passes over sections of this name (systemd.syntax(7)): the interval as it was asked for, which the calendar shows no more. */
const section = 'X-app-upgrade'

export function dropInText(app: string, everyMs: number, windows: readonly Window[]): string {
  return `# Written by 'app-upgrade enable ${app}', which writes it anew; 'app-upgrade disable ${app}' removes it. Own lines belong into another file beside it.\n`
    + `[${section}]\nInterval=${everyMs}ms\n\n${timerText(scheduleFor({ everyMs, windows }))}`
}

/** Null: there is none. */
export async function readDropIn(app: string): Promise<string | null> {
  const bytes = await machine.disk.read(fileOf(app), bytesMax)
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

/** The interval that it was written for; null when it does not say. */
export function intervalIn(text: string | null): number | null {
  const [, interval] = /^Interval=(\d{1,12}ms)$/m.exec(text ?? '') ?? []
  return interval === undefined ? null : parseDuration(interval)
}

/** Durable; null removes it, and its directory when nothing else lies there. */
export async function writeDropIn(app: string, text: string | null): Promise<void> {
  const [path, directory] = [fileOf(app), posix.dirname(fileOf(app))]
  if (text !== null) {
    await ensureDirectory(machine.disk, directory, 0o755)
    return replaceFile(machine.disk, path, Buffer.from(text), 0o644)
  }
  if ((await machine.disk.look(directory)) === null) return
  await machine.disk.remove(path)
  await machine.disk.syncDirectory(directory)
  if ((await machine.disk.list(directory))?.length === 0) await machine.disk.remove(directory)
}

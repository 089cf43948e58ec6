import { posix } from 'node:path'
import { operatorFileOf, operatorText } from '../config/operator-file.ts'
import { machine } from '../host/machine.ts'
import { ensureDirectory, replaceFile } from '../upgrade/durable.ts'
import type { EnableRequest } from '../upgrade/unattended-report.ts'
import { openApp } from './app.ts'
import { writingAlone } from './change-wanted.ts'
import { theScope } from './scope.ts'

const bytesMax = 256 * 1024
const fileOf = (app: string): string => operatorFileOf(theScope().places(app).config, app)

/** The operator's file as it stands; null: there is none. */
export async function readRulesFile(app: string): Promise<string | null> {
  const bytes = await machine.disk.read(fileOf(app), bytesMax)
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

/** Makes it so again; null: there was none. */
export async function restoreRulesFile(app: string, text: string | null): Promise<void> {
  const [file, now] = [fileOf(app), await readRulesFile(app)]
  if (now === text) return
  if (text !== null) {
    await ensureDirectory(machine.disk, posix.dirname(file), 0o755)
    return replaceFile(machine.disk, file, Buffer.from(text), 0o644)
  }
  await machine.disk.remove(file)
  await machine.disk.syncDirectory(posix.dirname(file))
}

/** The windows, and whether timers only look, as `enable` was told; everything else in the file stays. Null: `disable`, which leaves the windows. */
export async function changeRules(app: string, request: Pick<EnableRequest, 'windows' | 'auto'> | null): Promise<void> {
  return writingAlone(app, () => writeRules(app, request))
}

async function writeRules(app: string, request: Pick<EnableRequest, 'windows' | 'auto'> | null): Promise<void> {
  const text = await readRulesFile(app)
  const auto = request?.auto === 'check' ? 'check' : null
  const windows = request?.windows ?? null
  const changes = { auto, ...(windows === null ? {} : { windows: windows.length === 0 ? null : windows }) }
  await restoreRulesFile(app, operatorText(text, fileOf(app), { app, changes }))
  if (windows?.length === 0 && (await openApp(app)).settings.policy.windows.length > 0) {
    // Another file names some: to say nothing would be to keep those.
    await restoreRulesFile(app, operatorText(await readRulesFile(app), fileOf(app), { app, changes: { windows: [] } }))
  }
}

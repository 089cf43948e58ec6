import { operatorFileOf, operatorText } from '../../config/operator-file.ts'
import { readOperatorFile, takeBack, writeOperatorFile, type Made } from '../../config/operator-on-disk.ts'
import { machine } from '../../host/machine.ts'
import type { EnableRequest } from '../../upgrade/unattended-report.ts'
import type { Part } from './all-or-nothing.ts'
import { openApp } from '../app.ts'
import { writingAlone } from '../wishes/change-wanted.ts'
import { theScope } from '../scope.ts'

type Said = Pick<EnableRequest, 'windows' | 'auto'> | null

const fileOf = (app: string): string => operatorFileOf(theScope().places(app).config, app)

/** The operator's file as it stands; null: there is none. */
export async function readRulesFile(app: string): Promise<string | null> {
  return readOperatorFile(machine.disk, fileOf(app), theScope().places(app).owner)
}

/** Makes it so; null: there shall be none. */
async function restoreRulesFile(app: string, text: string | null): Promise<void> {
  if ((await readRulesFile(app)) !== text) await writeOperatorFile(machine.disk, fileOf(app), text)
}

/**
 * The windows, and whether timers only look, as `enable` was told; everything else in the file stays. Null: `disable`, which leaves the windows. What it made of the file
 * is known only when it was made, under its lock: nobody else's words are taken back with it.
 */
export function changing(app: string, request: Said): Part {
  const made: Made[] = []
  return { do: async () => made.push(await changeRules(app, request)), undo: () => takeBackRules(app, made) }
}

/** A change that fails is none. */
async function changeRules(app: string, request: Said): Promise<Made> {
  return writingAlone(app, async () => {
    const before = await readRulesFile(app)
    try {
      await writeRules(app, request)
    } catch (thrown) {
      await restoreRulesFile(app, before)
      throw thrown
    }
    return { before, after: await readRulesFile(app) }
  })
}

async function takeBackRules(app: string, made: readonly Made[]): Promise<void> {
  const { owner } = theScope().places(app)
  for (const one of made) await writingAlone(app, () => takeBack(machine.disk, fileOf(app), { ...one, owner }))
}

async function writeRules(app: string, request: Said): Promise<void> {
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

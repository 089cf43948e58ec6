import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { InitReport, InitRequest, Question } from '../../src/config/draft/init-report.ts'
import { loadSettings } from '../../src/config/load.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { SourceTools } from '../../src/drivers/sources/driver.ts'
import { machine } from '../../src/host/machine.ts'
import { schemas } from '../../src/main/schemas.ts'
import { beginApp } from '../../src/main/init/begin.ts'
import { placesOf } from '../../src/upgrade/places.ts'
import { aConfigDisk } from './config-disk.ts'
import { sourceTools } from './source-tools.ts'

export interface Beginning extends Partial<InitRequest> {
  readonly tools?: Partial<SourceTools>
  /** What units start on this host. */
  readonly units?: Readonly<Record<string, string>>
  /** Answers by a word of the question; null: left open. Without any, nobody sits there. */
  readonly answers?: readonly (readonly [RegExp, string | null])[]
}
export interface Begun extends InitReport { readonly questions: readonly string[]; readonly scratch: string }

/** `init` with the real machine but for the network's far end, and a person who answers. */
export async function begin(t: TestContext, address: string, { tools = {}, answers, units = {}, ...wanted }: Beginning = {}): Promise<Begun> {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-begin-'))
  t.after(() => { rmSync(scratch, { recursive: true, force: true }) })
  const questions: string[] = []
  const ask = async ({ text, proposal, fault }: Question): Promise<string | null> => {
    if (answers === undefined) return null
    questions.push(text)
    const answer = answers.find(([about]) => about.test(text))?.[1]
    if (typeof answer !== 'string') return proposal
    const wrong = fault(answer)
    questions.push(...(wrong === null ? [] : [wrong]))
    return wrong === null ? answer : proposal
  }
  const request: InitRequest = { address, app: null, version: null, out: '-', onto: 'nothing', look: 'names', questions: 'asked', ...wanted }
  const report = await beginApp(request, { machine, sources: sourceTools(tools), ask, startedBy: async (unit) => units[unit] ?? null, beforeAsking: async () => {}, places: placesOf, systemctl: 'systemctl', temporary: scratch }, new AbortController().signal)
  return { ...report, questions, scratch }
}

/** As the real loader reads it. */
export function loaded(app: string, text: string): Promise<Settings> {
  return loadSettings(aConfigDisk({ [`/etc/app-upgrade/${app}.toml`]: text }), app, placesOf(app), schemas)
}

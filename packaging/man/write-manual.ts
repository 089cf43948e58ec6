import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { bashCompletion } from '../../src/cli/completion/bash.ts'
import { fishCompletion } from '../../src/cli/completion/fish.ts'
import { zshCompletion } from '../../src/cli/completion/zsh.ts'
import { verbs } from '../../src/cli/verbs/table.ts'
import { repository } from '../build/layout.ts'
import { commandPage } from './command-page.ts'
import { metricsPage } from './metrics-page.ts'
import type { Edition } from './roff.ts'
import { manualSections } from './sections.ts'
import { settingsPage } from './settings-page.ts'
import { unitPage } from './unit-page.ts'

/** The pages by file name, as text. */
export function manualPages(edition: Edition): Readonly<Record<string, string>> {
  return {
    'app-upgrade.1': commandPage(verbs, edition),
    'app-upgrade.toml.5': settingsPage(manualSections(), read('packaging/examples/jaco.toml'), edition),
    'app-upgrade-metrics.7': metricsPage(edition),
    'app-upgrade@.service.8': unitPage(read('packaging/man/app-upgrade@.service.8'), edition),
  }
}

/** The scripts by the file names that their shells look for. */
export function completionScripts(): Readonly<Record<string, string>> {
  const people = verbs.filter((verb) => verb.audience === 'people')
  return { 'app-upgrade.bash': bashCompletion(people), '_app-upgrade': zshCompletion(people), 'app-upgrade.fish': fishCompletion(people) }
}

/** Writes build/man and build/completions anew, the same bytes each time (gzip without a time); answers with the paths. */
export function writeManual(build: string): readonly string[] {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string }
  const pages = Object.entries(manualPages({ date: manualDate, version })).map(([name, text]) => [`man/${name}.gz`, gzipSync(text, { level: 9 })] as const)
  const scripts = Object.entries(completionScripts()).map(([name, text]) => [`completions/${name}`, Buffer.from(text)] as const)
  for (const folder of ['man', 'completions']) {
    rmSync(join(build, folder), { recursive: true, force: true })
    mkdirSync(join(build, folder), { recursive: true })
  }
  return [...pages, ...scripts].map(([name, bytes]) => {
    writeFileSync(join(build, name), bytes)
    return join(build, name)
  })
}

/** When the manual was last looked over as a whole; builds must not depend on the day they are made on. */
const manualDate = '2026-11-21'

function read(path: string): string {
  return readFileSync(join(repository, path), 'utf8')
}

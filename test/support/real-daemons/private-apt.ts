import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { debianMirror } from './debian-mirror.ts'

/** An apt of our own: its lists and its cache lie in `folder`, and the machine's own apt is neither read nor written. */
export interface PrivateApt { readonly folder: string; readonly environment: NodeJS.ProcessEnv }

/** Knows the package lists of these suites, freshly fetched (about 20 MB each, signatures checked by apt). */
export function privateApt(folder: string, suites: readonly string[]): PrivateApt {
  rmSync(folder, { recursive: true, force: true })
  for (const below of ['lists/partial', 'archives/partial']) mkdirSync(join(folder, below), { recursive: true })
  const configuration = join(folder, 'apt.conf')
  writeFileSync(join(folder, 'status'), '')
  writeFileSync(join(folder, 'sources.list'), sourcesList(suites))
  writeFileSync(configuration, settings(folder))
  const apt = { folder, environment: { ...process.env, APT_CONFIG: configuration } }
  run(apt, folder, ['update'])
  return apt
}

/** Downloads the package as this suite has it; returns the path of the .deb below `into`. */
export function download(apt: PrivateApt, wanted: { readonly name: string; readonly suite: string }, into: string): string {
  mkdirSync(into, { recursive: true })
  run(apt, into, ['download', `${wanted.name}/${wanted.suite}`])
  const found = readdirSync(into).filter((name) => name.endsWith('.deb'))
  if (found.length !== 1) throw new Error(`expected one .deb in ${into}, found: ${found.join(' ') || 'none'}`)
  return join(into, found[0] ?? '')
}

function run(apt: PrivateApt, cwd: string, words: readonly string[]): void {
  execFileSync('apt-get', ['-qq', ...words], { cwd, env: apt.environment, timeout: 300_000, stdio: ['ignore', 'ignore', 'inherit'] })
}

function sourcesList(suites: readonly string[]): string {
  const mirror = debianMirror()
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
  return suites.map((suite) => `deb [arch=amd64 signed-by=${keys}] ${mirror} ${suite} main\n`).join('')
}

function settings(folder: string): string {
  const values = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': folder,
    'APT::Architecture': 'amd64',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  }
  return Object.entries(values).map(([key, value]) => `${key} "${value}";\n`).join('')
}

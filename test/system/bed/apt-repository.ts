import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { must } from './command.ts'
import type { Machine } from './machine.ts'
import { places } from './places.ts'
import { aSigningKey, signFile } from './signing-key.ts'

/** A folder that `apt` believes. Bind it: `aMachine({ suite, binds: repository.binds })`, then `await repository.use(machine)`. */
export interface AptRepository {
  readonly folder: string
  readonly binds: Readonly<Record<string, string>>
  /** Makes it the machine's only source, and reads its list. */
  use(machine: Machine): Promise<void>
  remove(): void
}

/** A signed apt repository of these packages, with a throw-away key. */
export async function aSignedAptRepository(debs: readonly string[]): Promise<AptRepository> {
  mkdirSync(places.repositories, { recursive: true })
  const folder = mkdtempSync(join(places.repositories, 'apt-'))
  for (const deb of debs) copyFileSync(deb, join(folder, basename(deb)))
  writeFileSync(join(folder, 'Packages'), await must(['apt-ftparchive', 'packages', '.'], { cwd: folder }))
  writeFileSync(join(folder, 'Release'), await must(['apt-ftparchive', '-o', 'APT::FTPArchive::Release::Origin=bed', 'release', '.'], { cwd: folder }))
  const key = await aSigningKey()
  try {
    await signFile(key, 'clear', join(folder, 'Release'), join(folder, 'InRelease'))
    copyFileSync(key.public, join(folder, 'key.asc'))
  } finally {
    await key.remove()
  }
  // apt reads repositories as the user _apt.
  await must(['chmod', '-R', 'a+rX', folder])
  return { folder, binds: { '/repository': folder }, use: takeAsOnlySource, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

async function takeAsOnlySource(machine: Machine): Promise<void> {
  await machine.must(['rm', '-rf', '/etc/apt/sources.list', '/etc/apt/sources.list.d'])
  await machine.writeFile('/etc/apt/sources.list.d/bed.list', 'deb [signed-by=/repository/key.asc] file:/repository ./\n')
  await machine.must(['apt-get', 'update'])
}

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { must } from './command.ts'
import type { Machine } from './machine.ts'
import { places } from './places.ts'
import { aSigningKey, type SigningKey, signFile } from './signing-key.ts'

export interface RpmRepository {
  readonly folder: string
  readonly binds: Readonly<Record<string, string>>
  /** Makes it the machine's only source. Packages and list have to be signed (gpgcheck, repo_gpgcheck). */
  use(machine: Machine): Promise<void>
  remove(): void
}

/** A dnf repository with a signed list. `packages: 'unsigned'` leaves the packages as they came, which dnf must refuse. */
export async function aRpmRepository(rpms: readonly string[], packages: 'signed' | 'unsigned'): Promise<RpmRepository> {
  mkdirSync(places.repositories, { recursive: true })
  const folder = mkdtempSync(join(places.repositories, 'rpm-'))
  for (const rpm of rpms) copyFileSync(rpm, join(folder, basename(rpm)))
  const key = await aSigningKey()
  try {
    if (packages === 'signed') await signPackages(key, rpms.map((rpm) => join(folder, basename(rpm))))
    await must(['createrepo_c', '--quiet', folder])
    await signFile(key, 'detach', join(folder, 'repodata/repomd.xml'), join(folder, 'repodata/repomd.xml.asc'))
    copyFileSync(key.public, join(folder, 'key.asc'))
  } finally {
    await key.remove()
  }
  return { folder, binds: { '/repository': folder }, use: takeAsOnlySource, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

async function signPackages(key: SigningKey, rpms: readonly string[]): Promise<void> {
  // rpm's own idea of where gpg is does not hold on Debian.
  const defines = ['__gpg /usr/bin/gpg', `_gpg_path ${key.home}`, `_gpg_name ${key.user}`].flatMap((define) => ['--define', define])
  await must(['rpmsign', ...defines, '--addsign', ...rpms], { env: { GNUPGHOME: key.home } })
}

async function takeAsOnlySource(machine: Machine): Promise<void> {
  const lines = ['[bed]', 'name=test bed', 'baseurl=file:///repository', 'enabled=1', 'gpgcheck=1', 'repo_gpgcheck=1', 'gpgkey=file:///repository/key.asc']
  await machine.must(['rm', '-rf', '/etc/yum.repos.d'])
  await machine.writeFile('/etc/yum.repos.d/bed.repo', `${lines.join('\n')}\n`)
}

/**
 * A package without files that provides the names an rpm distribution would have: in a Debian container dnf knows nothing
 * of Debian's own libraries. Returns its path.
 */
export async function aStubPackage(provides: readonly string[], nfpm: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const config = { name: 'distribution-stub', arch: 'amd64', version: '1.0.0', maintainer: 'bed@example.org', description: 'stub', provides }
  writeFileSync(join(folder, 'stub.yaml'), JSON.stringify(config))
  const target = join(folder, 'distribution-stub.rpm')
  await must([nfpm, 'package', '-f', join(folder, 'stub.yaml'), '-p', 'rpm', '-t', target])
  return target
}

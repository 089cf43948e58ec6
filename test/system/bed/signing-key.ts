import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { must } from './command.ts'
import { places } from './places.ts'

/** A GnuPG key that lives as long as the test that made it. RSA, because rpm reads nothing newer everywhere. */
export interface SigningKey {
  /** GnuPG's home; also where `public` lies, armoured. */
  readonly home: string
  readonly public: string
  readonly user: string
  remove(): Promise<void>
}

export async function aSigningKey(): Promise<SigningKey> {
  mkdirSync(places.repositories, { recursive: true })
  const home = mkdtempSync(join(places.repositories, 'key-'))
  const user = 'app-upgrade test bed <bed@example.org>'
  await must(['gpg', '--homedir', home, '--batch', '--quiet', '--passphrase', '', '--quick-generate-key', user, 'rsa3072', 'sign', 'never'])
  const file = join(home, 'public.asc')
  writeFileSync(file, await must(['gpg', '--homedir', home, '--armor', '--export', user]))
  return { home, public: file, user, remove: () => remove(home) }
}

/** The agent that gpg started for this home would outlive us. */
async function remove(home: string): Promise<void> {
  await must(['gpgconf', '--homedir', home, '--kill', 'all'])
  rmSync(home, { recursive: true, force: true })
}

/** Signs `file` into `output`: inline (`clear`) or beside it (`detach`). */
export async function signFile(key: SigningKey, how: 'clear' | 'detach', file: string, output: string): Promise<void> {
  const mode = how === 'clear' ? ['--clearsign'] : ['--detach-sign', '--armor']
  await must(['gpg', '--homedir', key.home, '--batch', '--yes', '--local-user', key.user, '--output', output, ...mode, file])
}

import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { withLock } from '../../../packaging/build/with-lock.ts'
import { must } from './command.ts'
import { places } from './places.ts'

/** A GnuPG key in a home that lives as long as the test that asked for it. RSA, because rpm reads nothing newer everywhere. */
export interface SigningKey {
  /** GnuPG's home; also where `public` lies, armoured. */
  readonly home: string
  readonly public: string
  readonly user: string
  remove(): Promise<void>
}

const user = 'app-upgrade test bed <bed@example.org>'

/** A copy of the one key: to make one takes half a second of a processor, and every machine needs a repository. */
export async function aSigningKey(): Promise<SigningKey> {
  const original = await theKey()
  const home = mkdtempSync(join(places.repositories, 'key-'))
  // An agent that was told to end may not have taken its sockets with it yet.
  cpSync(original, home, { recursive: true, filter: (path) => !basename(path).startsWith('S.') })
  return { home, public: join(home, 'public.asc'), user, remove: () => remove(home) }
}

/** Made once, in a home that no agent serves: each copy has one of its own. */
async function theKey(): Promise<string> {
  const home = join(places.repositories, 'the-key')
  return await withLock(`${home}.lock`, async () => {
    if (existsSync(home)) return home
    const unfinished = mkdtempSync(join(places.repositories, 'key-'))
    await must(['gpg', '--homedir', unfinished, '--batch', '--quiet', '--passphrase', '', '--quick-generate-key', user, 'rsa3072', 'sign', 'never'])
    writeFileSync(join(unfinished, 'public.asc'), await must(['gpg', '--homedir', unfinished, '--armor', '--export', user]))
    await endAgent(unfinished)
    renameSync(unfinished, home)
    return home
  })
}

/** The agent that gpg started for this home would outlive us. */
async function endAgent(home: string): Promise<void> {
  await must(['gpgconf', '--homedir', home, '--kill', 'all'])
}

async function remove(home: string): Promise<void> {
  await endAgent(home)
  rmSync(home, { recursive: true, force: true })
}

/** Signs `file` into `output`: inline (`clear`) or beside it (`detach`). */
export async function signFile(key: SigningKey, how: 'clear' | 'detach', file: string, output: string): Promise<void> {
  const mode = how === 'clear' ? ['--clearsign'] : ['--detach-sign', '--armor']
  await must(['gpg', '--homedir', key.home, '--batch', '--yes', '--local-user', key.user, '--output', output, ...mode, file])
}

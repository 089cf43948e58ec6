import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aRelease, type SignedRelease } from '../../../support/a-release.ts'
import { acme, acmed, type DaemonWishes } from './acmed.ts'
import type { App } from './an-app.ts'

/** The publisher's key; its line is what the operator's app file trusts. */
export const signer = aMinisignSigner(17)

/** What a publisher lays into one directory: all archives side by side, and one signed list of them all. */
export interface Offer {
  readonly directory: string
  /** Lays one more release down, and signs the longer list. `client`: the second file of it, where it is to be another program. `beside`: what travels with it, by its path in the release. */
  add(wishes: DaemonWishes, client?: Buffer, beside?: Readonly<Record<string, string>>): SignedRelease
}

export function anOffer(app: App, directory: string): Offer {
  const sums = new Map<string, string>()
  mkdirSync(directory, { recursive: true })
  return {
    directory,
    add(wishes, client, beside = {}) {
      const members = { ...beside, acmed: acmed(wishes), ...(app.files.includes('acme') ? { acme: client ?? acme(wishes.version) } : {}) }
      const release = aRelease({ app: app.name, version: wishes.version, members, signer })
      sums.set(release.artifact, release.sha256)
      const list = Buffer.from([...sums].map(([name, sha256]) => `${sha256}  ${name}\n`).join(''))
      writeFileSync(join(directory, release.artifact), release.bytes)
      writeFileSync(join(directory, 'SHA256SUMS'), list)
      writeFileSync(join(directory, 'SHA256SUMS.minisig'), signer.sign(list))
      return release
    },
  }
}

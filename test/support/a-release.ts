import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type ArtifactName, parseArtifactName } from '../../src/release/artifact.ts'
import { parseVersion, type Version } from '../../src/release/version.ts'
import { aMinisignSigner, type MinisignSigner, type SigningOptions } from './a-minisign-signer.ts'
import { anElf } from './an-elf.ts'
import { tarMember, tarOf } from './tar-builder.ts'

/** What a publisher may do differently from the plain case. */
export interface ReleaseWishes extends SigningOptions {
  readonly app?: string
  readonly version?: string
  readonly arch?: 'amd64' | 'arm64'
  /** Name in the release → content. Both daemons of JACO when not said. */
  readonly members?: Readonly<Record<string, string | Buffer>>
  readonly shape?: 'top-directory' | 'flat'
  readonly signer?: MinisignSigner
  readonly artifact?: string
  /** Makes the archive's bytes instead of packing `members`. */
  readonly bytes?: Buffer
  /** The signed list, given the honest one. */
  readonly list?: (honest: string) => string
}

/** A signed release as its publisher puts it on a server: the archive, SHA256SUMS and its signature, all in memory. */
export interface SignedRelease {
  readonly version: Version
  readonly artifact: ArtifactName
  readonly bytes: Buffer
  readonly sha256: string
  readonly keyLine: string
  readonly members: Readonly<Record<string, Buffer>>
  /** Everything by the name under which it is served. */
  readonly served: ReadonlyMap<string, Buffer>
}

export function aRelease(wishes: ReleaseWishes = {}): SignedRelease {
  const { app = 'jaco', version = '1.2.3', arch = 'amd64', signer = aMinisignSigner(), list = (honest) => honest, ...rest } = wishes
  const artifact = parseArtifactName(rest.artifact ?? `${app}-v${version}-linux-${arch}.tar.gz`)
  const members = asBuffers(rest.members ?? { jaco: aProgram(`jaco ${version}`, arch), jacod: aProgram(`jacod ${version}`, arch), 'README.md': 'Read me.\n' })
  const bytes = rest.bytes ?? gzipSync(aTar(members, rest.shape === 'flat' ? '' : `${artifact.replace(/\.tar\.gz$/, '')}/`))
  const sums = Buffer.from(list(`${sha256Of(bytes)}  ${artifact}\n`))
  const served = new Map([[artifact, bytes], ['SHA256SUMS', sums], ['SHA256SUMS.minisig', signer.sign(sums, rest)]])
  return { version: parseVersion(version), artifact, bytes, sha256: sha256Of(bytes), keyLine: signer.keyLine, members, served }
}

/** Writes what is served into a directory, replacing what has the same name. */
export function publish(release: SignedRelease, directory: string): void {
  mkdirSync(directory, { recursive: true })
  for (const [name, bytes] of release.served) writeFileSync(join(directory, name), bytes)
}

/** An executable for this machine that says who it is. */
export function aProgram(text: string, arch: 'amd64' | 'arm64' = 'amd64'): Buffer {
  return Buffer.concat([anElf({ machine: arch === 'amd64' ? 62 : 183, interpreter: null }), Buffer.from(text)])
}

export function aTar(members: Readonly<Record<string, Buffer>>, prefix: string): Buffer {
  const top = prefix === '' ? [] : [tarMember({ name: prefix, type: '5', mode: 0o755 })]
  return tarOf(...top, ...Object.entries(members).map(([name, content]) => tarMember({ name: `${prefix}${name}`, mode: 0o755 }, content)))
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function asBuffers(members: Readonly<Record<string, string | Buffer>>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(members).map(([name, content]) => [name, Buffer.from(content)]))
}

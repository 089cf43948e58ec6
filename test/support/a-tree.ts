import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type SignedRelease, sha256Of } from './a-release.ts'

/** What choria's `update-repo` would lie down for these releases: path → bytes. `tagOf`: how the directory of a version is called. */
export function aTree(releases: readonly SignedRelease[], tagOf: (version: string) => string = (version) => version): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (const release of releases) {
    const directory = `${tagOf(release.version)}/linux/amd64`
    files.set(`${directory}/release.json`, releaseJson(release.artifact, release.bytes))
    for (const [name, bytes] of release.served) files.set(`${directory}/${name}`, bytes)
  }
  return files
}

export function releaseJson(binary: string, unpacked: Buffer = Buffer.from('testing\n')): Buffer {
  return Buffer.from(JSON.stringify({ binary, hash: sha256Of(unpacked) }))
}

/** Puts them on a disk. */
export function writeTree(root: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
}

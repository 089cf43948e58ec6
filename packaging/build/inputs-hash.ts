import { createHash, type Hash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

import { repository } from './layout.ts'

/**
 * One digest over names, modes and contents of these files and folders (paths relative to the repository, missing ones
 * count as missing). A build whose digest did not change has nothing to do.
 */
export function inputsHash(inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const input of inputs) addPath(hash, join(repository, input))
  return hash.digest('hex')
}

function addPath(hash: Hash, path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  const name = relative(repository, path)
  if (found === undefined) hash.update(`missing ${name}\0`)
  else if (found.isDirectory()) addFolder(hash, path)
  else hash.update(`file ${name} ${found.mode & 0o111} ${found.size}\0`).update(readFileSync(path))
}

function addFolder(hash: Hash, path: string): void {
  for (const name of readdirSync(path).sort()) addPath(hash, join(path, name))
}

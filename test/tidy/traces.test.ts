import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paths, textOf } from './house/files.ts'

/**
 * Nothing that is committed may only make sense on the machine it was written on. The places are put together here, because
 * this file is read too.
 */
const home = ['', 'work', ''].join('/')
const hosts = [...new Set([process.env['npm_config_registry'] ?? '', process.env['GOPROXY'] ?? ''].flatMap((text) => text.match(/(?<=:\/\/)[^/:,|]+/g) ?? []))]
  .filter((host) => host !== ['registry', 'npmjs', 'org'].join('.') && host !== ['proxy', 'golang', 'org'].join('.'))

function traces(path: string): readonly string[] {
  return tracesIn(path, textOf(path))
}

function tracesIn(path: string, text: string): readonly string[] {
  const found = [home, ...hosts].filter((trace) => text.includes(trace))
  return path === 'package-lock.json' && /"resolved": "https?:/.test(text) ? [...found, 'an address'] : found
}

test('no committed file names a place of one machine', () => {
  const found = paths().filter((path) => !/\.(?:png|gz|tgz|xz|zst|bin|minisig|elf)$/.test(path)).flatMap((path) => traces(path).map((trace) => `${path}: ${trace}`))
  assert.equal(found.join('\n'), '')
})
test('bites: a path of this machine, a host, an address in the lock file', () => {
  assert.deepEqual(tracesIn('x.md', `see ${home}notes`), [home])
  for (const host of hosts) assert.deepEqual(tracesIn('x.md', `https://${host}/x`), [host])
  assert.deepEqual(tracesIn('package-lock.json', '"resolved": "https://example.org/x.tgz"'), ['an address'])
  assert.deepEqual(tracesIn('x.md', 'the work of others'), [])
})

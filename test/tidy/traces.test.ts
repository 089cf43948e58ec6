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

function traces(text: string): readonly string[] {
  const found = [home, ...hosts].filter((trace) => text.includes(trace))
  const resolved = /"resolved": "https?:/.test(text) ? ['a lock file with addresses'] : []
  return [...found, ...resolved]
}

test('no committed file names a place of one machine', () => {
  const found = paths().filter((path) => !/\.(?:png|gz|tgz|xz|zst|bin|minisig|elf)$/.test(path)).flatMap((path) => traces(textOf(path)).map((trace) => `${path}: ${trace}`))
  assert.equal(found.join('\n'), '')
})
test('bites: a path of this machine, a host, an address in the lock file', () => {
  assert.deepEqual(traces(`see ${home}notes`), [home])
  for (const host of hosts) assert.deepEqual(traces(`https://${host}/x`), [host])
  assert.deepEqual(traces('"resolved": "https://example.org/x.tgz"'), ['a lock file with addresses'])
  assert.deepEqual(traces('the work of others'), [])
})

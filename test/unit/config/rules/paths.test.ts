import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Meaning } from '../../../../src/config/read-settings.ts'
import { homeOf, nameFault, pathFault, pathMistakes } from '../../../../src/config/rules/paths.ts'

// What whole files with such paths say is in test/vectors/config (E37, E38).
test('E37 ordinary paths are fine', () => {
  for (const path of ['/opt/jaco', '/usr/local/bin/jaco', '/srv/a b', '/opt/jäco', '/runner/x', '/tmpfiles/x', '/opt/..x']) assert.equal(pathFault(path), null, path)
})
test('E37 what cannot hold programs is refused', () => {
  for (const path of ['', 'x', './x', '/', '//', '/a//b', '/a/', '/a/./b', '/a/..', '/..', '/tmp', '/tmp/x', '/run/x', '/proc/1', '/dev/shm/x', '/var/tmp/x', '/a\nb', `/${'a'.repeat(1024)}`]) {
    assert.notEqual(pathFault(path), null, path.slice(0, 20))
  }
})
test('E38 names of files inside a release', () => {
  for (const name of ['jacod', 'bin/relay', 'a.b', '..x', 'lib/x y']) assert.equal(nameFault(name), null, name)
  for (const name of ['', '.', '..', '/x', 'a//b', 'a/', 'a/../b', './a', 'a\\b', 'a\u0000b', 'a\u202eb']) assert.notEqual(nameFault(name), null, JSON.stringify(name))
})
test('a layout without a home has none', () => {
  assert.equal(homeOf({ layout: { kind: 'in-place' } }), null)
  assert.equal(homeOf({ layout: { kind: 'links', home: '/h' } }), '/h')
})
test('E38 a public path with an ending of our own would be removed beside its neighbour', () => {
  const settings = (publicPath: string): Meaning => ({ layout: { kind: 'in-place' }, archive: { keep: 'files', members: null }, binaries: [{ name: 'jacod', publicPath }] }) as unknown as Meaning
  assert.deepEqual(pathMistakes(settings('/usr/local/bin/jacod')), [])
  for (const ending of ['.kept', '.prev', '.upgrading'])
    assert.match(pathMistakes(settings(`/usr/local/bin/jacod${ending}`))[0]?.says ?? '', /ends in '\.[a-z]+', as the files do that app-upgrade itself makes/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holesIn } from '../../../../src/main/init/holes.ts'
import { placesOf } from '../../../../src/upgrade/places.ts'

test('every mistake of a file that is not written yet, with its line', async () => {
  assert.deepEqual(new Set(await holesIn('[source]\nurl = "x"\n', 'acme', placesOf('acme'))), new Set([
    "/etc/app-upgrade/acme.toml:2: source.url: is not a URL; write it like https://example.org/{tag}/app-{tag}-linux-{arch}.tar.gz",
    '/etc/app-upgrade/acme.toml: trust: missing; say in a [[trust]] table whose signature a release must carry',
  ]))
  assert.match((await holesIn('[', 'acme', placesOf('acme')))[0] ?? '', /acme\.toml/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../../../src/main/app.ts'
import { offered } from '../../../../src/main/acquire/offered.ts'
import { placesOf } from '../../../../src/upgrade/places.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aRawServer } from '../../../support/hostile-server.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

/** Long enough for the first request of a process to go out on a busy machine. */
function anApp(folder: string, url: string): App {
  const settings = {
    source: { kind: 'manifest', url, http: 'allowed' }, mirrors: [], policy: { channel: 'stable' },
    network: { proxy: null, proxySecret: null, noProxy: [], certificates: null }, limits: { stallMs: 60_000, manifestBytesMax: 1024, downloadMs: 4000 },
  }
  return { name: 'acme', settings: settings as unknown as App['settings'], places: placesOf('acme', folder) }
}

test('F13 a check does not wait for a list that drips for longer than a release may take', async (t) => {
  const { origin, asked } = await aRawServer(t, (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{'))
  await rejectsWithFailure('IO', /waiting for http.* was given up/, offered(anApp(aDirectory(t), `${origin}/manifest.json`), { version: null, channel: null }))
  assert.deepEqual(asked, ['/manifest.json'])
})

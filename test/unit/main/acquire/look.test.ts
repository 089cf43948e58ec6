import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { machine } from '../../../../src/host/machine.ts'
import { look } from '../../../../src/main/acquire/look.ts'
import type { Run } from '../../../../src/main/run-ports.ts'
import { listedAs } from '../../../../src/release/listing.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { nothingKnown } from '../../../../src/upgrade/memory/known.ts'
import { leaveListing } from '../../../../src/upgrade/acquire/listing-file.ts'
import { placesOf } from '../../../../src/upgrade/places.ts'
import { plainRequest } from '../../../../src/upgrade/request.ts'
import { aDirectory } from '../../../support/a-directory.ts'

test('what an earlier run saw is not seen again by one whose acquiring half never came to look', async (t) => {
  const places = placesOf('acme', aDirectory(t))
  mkdirSync(places.cache, { recursive: true })
  await leaveListing(machine.disk, places.listing, { releases: [listedAs(parseVersion('2.0.0'))], tops: {} })
  // Settings by which nothing can be acquired: it fails before it has touched anything.
  const run = { app: { name: 'acme', places, settings: {} }, instance: 'acme', transaction: 't1', request: plainRequest, tell: () => {} } as unknown as Run
  await assert.rejects(look(run, { version: null, channel: null }, nothingKnown('ab')))
  assert.equal(existsSync(places.seen), false, 'the source was asked just now, says its memory')
})

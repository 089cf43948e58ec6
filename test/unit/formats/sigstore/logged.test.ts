import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBundle } from '../../../../src/formats/sigstore/bundle.ts'
import { loggedGround, refuseRetiredLogs } from '../../../../src/formats/sigstore/logged.ts'
import { readTrustedRoot } from '../../../../src/formats/sigstore/trusted-root.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { throwsFailure } from '../../../support/throws.ts'

const logged = { log: 'rekor.example', index: '7', atMs: Date.UTC(2026, 10, 21), by: 'proof' } as const

test('where and when is one sentence, with or without a time, and cannot repaint a terminal', () => {
  assert.equal(loggedGround(logged), 'entry 7 of the transparency log rekor.example, of 2026-11-21T00:00:00.000Z, is proven to be in it')
  assert.equal(loggedGround({ ...logged, atMs: null, by: 'promise' }), 'entry 7 of the transparency log rekor.example, is promised by it')
  assert.match(loggedGround({ ...logged, log: '\u001b[2J' }), /log \\x1b\[2J/)
})

test("C22 a log counts within the life of its key, and not a second before or after", async () => {
  const sigstore = await aSigstore()
  const json = structuredClone(sigstore.rootJson) as { tlogs: { publicKey: { validFor: object } }[] }
  for (const { publicKey } of json.tlogs) publicKey.validFor = { start: '2026-11-21T00:00:00Z', end: '2026-11-22T00:00:00Z' }
  const root = await readTrustedRoot(Buffer.from(JSON.stringify(json)), 'root')
  const bundle = await readBundle(await sigstore.bundle(Buffer.from('x')), 'b')
  for (const atMs of [logged.atMs, Date.UTC(2026, 10, 22)]) refuseRetiredLogs(bundle, { ...logged, atMs }, root)
  for (const atMs of [logged.atMs - 1000, Date.UTC(2026, 10, 22) + 1000, null]) throwsFailure('TAMPERED', /root does not count a transparency log/, () => { refuseRetiredLogs(bundle, { ...logged, atMs }, root) })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trustedRoot } from '../../../../src/drivers/trust/cosign-root.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { rootFiles } from '../../../support/root-files.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const { root } = await aSigstore()
const path = '/etc/root.json'
const tools = { disk: rootFiles({ [path]: root }), uid: 0 }

test('without a path it is the public instance, as built in', async () => {
  const { material, name } = await trustedRoot(null, tools)
  assert.equal(material.tlogs.length, 2)
  assert.match(name, /^the built-in root of the public/)
})

test('a path replaces it, and is named', async () => {
  const { material, name } = await trustedRoot(path, tools)
  assert.deepEqual([name, material.tlogs.map(({ baseURL }) => baseURL)], [path, ['https://rekor.example']])
})

test('F37 a root that somebody else could write, or that is not there, is CONFIG, and the built-in one does not step in', async () => {
  for (const changed of [{ mode: 0o646 }, { uid: 1000 }, { kind: 'symlink' as const }]) await rejectsWithFailure('CONFIG', /the trusted root '\/etc\/root\.json' /, trustedRoot(path, { disk: rootFiles({ [path]: root }, changed), uid: 0 }))
  await rejectsWithFailure('CONFIG', /does not exist/, trustedRoot('/etc/none.json', tools))
  await rejectsWithFailure('CONFIG', /cannot be used as a trusted root/, trustedRoot(path, { disk: rootFiles({ [path]: Buffer.from('') }), uid: 0 }))
})

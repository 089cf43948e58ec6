import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import { gitlab } from '../../../../../src/drivers/sources/forges/gitlab.ts'
import type { Offer, Source } from '../../../../../src/upgrade/ports.ts'
import { forgeContract } from '../../../../contract/forge.ts'
import { aForge, type FakeForge } from '../../../../support/a-forge.ts'
import { aServer, type TestServer } from '../../../../support/hostile-server.ts'
import { knownSecrets, sourceTools } from '../../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

forgeContract('gitlab')

const never = new AbortController().signal
const settings = { kind: 'gitlab', repository: 'group/sub/jaco', artifact: 'jaco-linux-{arch}' }

/** One release with this link, and a server that lies elsewhere. */
async function linked(t: TestContext, link: (elsewhere: string, forge: string) => object, more: (elsewhere: string) => object = () => ({})): Promise<{ forge: FakeForge; elsewhere: TestServer; source: Source; offer: Offer }> {
  const elsewhere = await aServer(t, (_, response) => response.end('bytes'))
  const forge = await aForge(t, { kind: 'gitlab', posted: [] })
  forge.next = (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([{ tag_name: 'v1.0.0', released_at: '2026-11-01T00:00:00Z', assets: { links: [link(elsewhere.origin, forge.origin)] } }]))
  const source = gitlab.make({ ...settings, host: forge.origin, token: 'gl', ...more(elsewhere.origin) }, sourceTools({ secrets: knownSecrets({ gl: 'hunter2' }) }))
  return { forge, elsewhere, source, offer: await source.find({ version: null, channel: null }, never) as Offer }
}
const start = { fromByte: 0, validator: null }

test('J25 a link to somewhere else is followed only where the operator allows, and without the token', async (t) => {
  const link = (elsewhere: string): object => ({ name: 'jaco-linux-x64', url: `${elsewhere}/jaco` })
  const refused = await linked(t, link)
  await rejectsWithFailure('REFUSED', /'jaco-linux-x64' lies at http:\/\/127.*, which is not where the releases are listed/, refused.source.open(refused.offer, refused.offer.artifact, start, never))
  assert.deepEqual(refused.elsewhere.asked, [])
  const { source, offer, elsewhere } = await linked(t, link, (origin) => ({ downloads: [origin] }))
  await (await source.open(offer, offer.artifact, start, never))?.close()
  assert.deepEqual(elsewhere.requests.map((one) => one.headers.authorization), [undefined])
})

test('a link is known by its own name, and by that of the file at its end; a nested project is one part of the path', async (t) => {
  const { forge, source, offer } = await linked(t, (_, here) => ({ name: 'Linux, 64 bit', url: 'x', direct_asset_url: `${here}/group/sub/jaco/-/releases/v1.0.0/downloads/bin/jaco-linux-amd64` }))
  assert.equal(offer.artifact, 'jaco-linux-amd64')
  forge.next = (_, response) => void response.end('bytes')
  await (await source.open(offer, offer.artifact, start, never))?.close()
  assert.deepEqual(forge.heard.map(({ path, authorization }) => [path, authorization]), [
    ['/api/v4/projects/group%2Fsub%2Fjaco/releases?order_by=released_at&per_page=100&sort=desc', 'Bearer hunter2'],
    ['/api/v4/projects/group%2Fsub%2Fjaco/releases/v1.0.0/downloads/bin/jaco-linux-amd64', 'Bearer hunter2'],
  ])
})

test('a package of the registry is at the interface already', async (t) => {
  const { forge, source, offer } = await linked(t, (_, here) => ({ name: 'jaco-linux-amd64', url: `${here}/api/v4/projects/1/packages/generic/jaco/1.0.0/jaco-linux-amd64` }))
  forge.next = (_, response) => void response.end('bytes')
  await (await source.open(offer, offer.artifact, start, never))?.close()
  assert.equal(forge.heard.at(-1)?.authorization, 'Bearer hunter2')
})

test('settings: a project may be nested', () => {
  const says = (repository: string): string => v.safeParse(gitlab.schema, { ...settings, repository }).issues?.[0].message ?? 'good'
  assert.deepEqual([says('group/jaco'), says('group/sub/sub/jaco')], ['good', 'good'])
  for (const wrong of ['jaco', 'group//jaco', '/group/jaco', 'group/../jaco', 'group%2Fjaco']) assert.match(says(wrong), /group\/subgroup\/name/, wrong)
})

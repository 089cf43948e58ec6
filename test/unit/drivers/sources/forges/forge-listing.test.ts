import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Forge } from '../../../../../src/drivers/sources/forges/forge.ts'
import { listReleases, nextPage } from '../../../../../src/drivers/sources/forges/forge-listing.ts'
import { sourceTools } from '../../../../support/source-tools.ts'

const here = 'https://api.example.org/repos/a/b/releases?per_page=100'

test('RFC 8288 the next page of the same list', () => {
  const next = 'https://api.example.org/repos/a/b/releases?per_page=100&page=2'
  assert.equal(nextPage(`<${next}>; rel="next", <${next}0>; rel="last"`, here), next)
  assert.equal(nextPage(`<${next}0>; rel="last", <${next}>; rel="next"; title="x"`, here), next)
  assert.equal(nextPage(`<${next}>;rel=next`, here), next)
  assert.equal(nextPage('<?page=2>; rel="next"', here), next)
  // As GitHub really writes it.
  assert.equal(nextPage('<https://api.example.org/repositories/17/releases?per_page=100&page=3>; rel="next", <x?page=1>; rel="prev"', next), next.replace('page=2', 'page=3'))
})

test('only the number of a page is taken, and it is the next', () => {
  assert.equal(nextPage('<https://evil.example/x?page=2>; rel="next"', here), `${here}&page=2`)
  for (const link of ['', '<https://api.example.org/user/keys>; rel="next"', `<${here}>; rel="next"`, '<?page=1>; rel="next"', '<?page=3>; rel="next"', '<?page=-1>; rel="next"', '<?page=2x>; rel="next"', '<https://api.example.org/repos/a/b/releases?page=2>; rel="prev"', '<>; rel="next"', '<https://[>; rel="next"', '<?page=2>; rel="nexthop"'])
    assert.equal(nextPage(link, here), null, link)
})

test('F14 a page with more releases than any forge gives is read as far as it counts', async () => {
  const bytes = Buffer.from(`[${'0,'.repeat(300_000)}0]`)
  const net = { ...sourceTools().net, ask: async () => ({ status: 200, headers: {}, bytes }) }
  const asker = { tools: sourceTools({ net }), plainHttp: 'refused', headers: {}, token: null, authorization: String, answerBytesMax: bytes.length } as const
  const forge: Pick<Forge, 'name' | 'listUrl' | 'readRelease'> = { name: 'a forge', listUrl: here, readRelease: () => ({ tag: 'v1', state: 'published', mark: 'none', publishedAtMs: null, assets: [] }) }
  assert.equal((await listReleases(forge as Forge, asker, new AbortController().signal)).length, 1000)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextPage } from '../../../../src/drivers/sources/forge-listing.ts'

const here = 'https://api.example.org/repos/a/b/releases?per_page=100'

test('RFC 8288 the next page of the same list', () => {
  const next = 'https://api.example.org/repos/a/b/releases?per_page=100&page=2'
  assert.equal(nextPage(`<${next}>; rel="next", <${next}0>; rel="last"`, here), next)
  assert.equal(nextPage(`<${next}0>; rel="last", <${next}>; rel="next"; title="x"`, here), next)
  assert.equal(nextPage(`<${next}>;rel=next`, here), next)
  assert.equal(nextPage('<?page=2>; rel="next"', here), 'https://api.example.org/repos/a/b/releases?page=2')
})

test('a token follows to no other list, and no page leads to itself', () => {
  for (const link of ['', '<https://evil.example/repos/a/b/releases?page=2>; rel="next"', '<http://api.example.org/repos/a/b/releases?page=2>; rel="next"', '<https://api.example.org/user/keys>; rel="next"', `<${here}>; rel="next"`, '<https://api.example.org/repos/a/b/releases?page=2>; rel="prev"', '<>; rel="next"', '<https://[>; rel="next"', '<?page=2>; rel="nexthop"'])
    assert.equal(nextPage(link, here), null, link)
})

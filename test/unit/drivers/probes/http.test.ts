import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { http } from '../../../../src/drivers/probes/http.ts'
import type { LoopbackAnswer } from '../../../../src/host/loopback-http.ts'
import { aWatchedPlan, outcomesOf, readingsOf, someTools } from '../../../support/probe-tools.ts'

const settings = { kind: 'http', url: 'http://127.0.0.1:8080/health' }
const answer = (status: number, body = '', bodyIs: 'whole' | 'cut' = 'whole'): LoopbackAnswer => ({ kind: 'answer', status, body, bodyIs })
async function outcomes(more: object, ...answers: readonly LoopbackAnswer[]): Promise<readonly string[]> {
  return outcomesOf(await readingsOf(http.make({ ...settings, ...more }, someTools({ http: answers }).tools), answers.length))
}

test('g08, g23, g24 each answer is one sample', async () => {
  assert.deepEqual(await outcomes({}, { kind: 'none', because: 'connection refused' }, answer(503), answer(200)), [
    'ill: no HTTP answer from http://127.0.0.1:8080/health: connection refused', 'ill: HTTP 503 from http://127.0.0.1:8080/health', 'well: HTTP 200 from http://127.0.0.1:8080/health'])
})
test('g25 a redirect is not followed, a huge body is ill', async () => {
  assert.deepEqual(await outcomes({}, answer(302)), ['ill: HTTP 302 from http://127.0.0.1:8080/health'])
  assert.deepEqual(await outcomes({}, answer(200, 'x', 'cut')), ['ill: HTTP 200 from http://127.0.0.1:8080/health, but its body is larger than 64 KiB'])
})
test('R5 g20, g22 the body must say what it should, of this version', async () => {
  const rule = { body_json: { status: 'ok', 'build.version': '{version}', 'n.0': 1 } }
  assert.match((await outcomes(rule, answer(200, '{"status":"ok","build":{"version":"2.0.0"},"n":[1]}')))[0] ?? '', /^well/)
  assert.match((await outcomes(rule, answer(200, '{"status":"ok","build":{"version":"1.0.0"},"n":[1]}')))[0] ?? '', /^ill: .*says "1\.0\.0" at 'build\.version', not "2\.0\.0"/)
  assert.match((await outcomes({ body_contains: 'v{version}' }, answer(200, 'acme v2.0.0')))[0] ?? '', /^well/)
  assert.match((await outcomes({ body_equals: 'ok' }, answer(200, 'not ok')))[0] ?? '', /^ill: .*its body is not 'ok'/)
})
test('a version placed by hand has a label that it cannot know: everything else is asked of it', async () => {
  const plan = aWatchedPlan()
  const adopted = { ...plan, to: { ...plan.to, version: 'adopted-93c65c78d174' } }
  const told = async (more: object, one: LoopbackAnswer) => outcomesOf(await readingsOf(http.make({ ...settings, ...more }, someTools({ http: [one] }).tools), 1, adopted))[0] ?? ''
  const rule = { body_json: { status: 'ok', version: '{version}' }, body_contains: 'v{version}' }
  assert.match(await told(rule, answer(200, '{"status":"ok","version":"1.0.0"}')), /^well/)
  assert.match(await told(rule, answer(200, '{"status":"not ok","version":"1.0.0"}')), /^ill: .*says "not ok"/)
  assert.match(await told(rule, answer(200, 'ok')), /^ill: .*not JSON/)
  assert.match(await told(rule, answer(503)), /^ill: HTTP 503/)
  assert.match(await told({ body_contains: 'fine' }, answer(200, 'ok')), /^ill: .*does not contain/)
})
test('other statuses, a unix socket', async () => {
  assert.match((await outcomes({ status: [204, 401] }, answer(401)))[0] ?? '', /^well/)
  const { tools, requests } = someTools({ http: [answer(200)] })
  assert.deepEqual(outcomesOf(await readingsOf(http.make({ ...settings, socket: '/run/acme.sock', timeout: '2s' }, tools), 1)), ['well: HTTP 200 from /run/acme.sock (/health)'])
  assert.deepEqual({ ...requests[0], url: requests[0]?.url.href }, { url: settings.url, socket: '/run/acme.sock', timeoutMs: 2000, bodyBytesMax: 65536 })
})
test('E46, E47 settings that are refused, with the key that is wrong', () => {
  const wrong: readonly [object, string, RegExp][] = [
    [{ url: 'http://10.0.0.1/' }, 'url', /not on this machine/], [{ url: 'http://u:p@127.0.0.1/' }, 'url', /user name or password/], [{ url: 'https://127.0.0.1/' }, 'url', /not an http/],
    [{ timeout: 5 }, 'timeout', /with its unit/], [{ timeout: '1h' }, 'timeout', /between/], [{ interval: '0s' }, 'interval', /between/], [{ status: [99] }, 'status', /100 to 599/], [{ status: [] }, 'status', /must name/],
    [{ socket: 'run/x' }, 'socket', /whole path/], [{ body_contains: '{home}' }, 'body_contains', /no placeholder \{home\}/], [{ name: 'A b' }, 'name', /must be a word/], [{ remote: true }, 'remote', /refused/],
  ]
  for (const [more, key, message] of wrong) {
    const read = v.safeParse(http.schema, { ...settings, ...more })
    assert.equal(read.success, false, key)
    assert.equal(read.issues?.[0].path?.[0]?.key, key)
    assert.match(read.issues?.[0].message ?? '', message)
  }
  assert.ok(v.is(http.schema, { ...settings, url: 'http://10.0.0.1/', remote: 'allowed' }))
})

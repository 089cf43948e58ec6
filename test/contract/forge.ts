import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { sourceOf } from '../../src/drivers/sources/table.ts'
import type { SourceTools } from '../../src/drivers/sources/driver.ts'
import { type Failure, isFailure } from '../../src/errors.ts'
import { parseArtifactName } from '../../src/release/artifact.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Offer, Source, Wanted } from '../../src/upgrade/ports.ts'
import { aForge, type FakeForge, type ForgeKind, type ForgeWishes, type Posted } from '../support/a-forge.ts'
import { knownSecrets, sourceTools } from '../support/source-tools.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { sourceContract } from './source.ts'

const never = new AbortController().signal
const start = { fromByte: 0, validator: null }
const newest: Wanted = { version: null, channel: null }
const channel = (name: string): Wanted => ({ version: null, channel: name })
const exactly = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const file = Buffer.from('an archive')
const fileOf = (tag: string, arch = 'amd64'): Record<string, Buffer> => ({ [`jaco-${tag}-linux-${arch}.tar.gz`]: file })
const posted = (tag: string, more: Partial<Posted> = {}): Posted => ({ tag, files: fileOf(tag), ...more })

interface Asked { readonly forge: FakeForge; readonly source: Source; readonly found: (wanted?: Wanted) => Promise<string | undefined>; readonly failure: (wanted?: Wanted) => Promise<Failure> }

/** What every forge owes beyond what every source owes. */
export function forgeContract(kind: ForgeKind): void {
  const asking: Asking = async (t, wishes, { settings = {}, tools = {} } = {}) => {
    const forge = await aForge(t, { kind, ...wishes, posted: wishes.posted ?? [] })
    const source = sourceOf({ kind, repository: 'acme/jaco', host: forge.origin, artifact: 'jaco-{tag}-linux-{arch}.tar.gz', ...settings }, sourceTools(tools))
    return {
      forge, source,
      found: async (wanted = newest) => (await source.find(wanted, never))?.version,
      async failure(wanted = newest) {
        const [outcome] = await Promise.allSettled([source.find(wanted, never)])
        assert.ok(outcome.status === 'rejected' && isFailure(outcome.reason), JSON.stringify(outcome))
        return outcome.reason
      },
    }
  }
  sourceContract(kind, async (t, releases) => {
    const { forge, source } = await asking(t, { posted: releases.map((one) => ({ tag: `v${one.version}`, files: Object.fromEntries(one.served) })) })
    return { source, replace: (name, bytes) => { forge.posted = forge.posted.map((one) => ({ ...one, files: { ...one.files, ...(one.files?.[name] === undefined ? {} : { [name]: bytes }) } })) } }
  })
  chooses(kind, asking)
  tellsApart(kind, asking)
  remembers(kind, asking)
  isRefused(kind, asking)
  isNoForge(kind, asking)
  fetches(kind, asking)
}

type Asking = (t: TestContext, wishes: Partial<ForgeWishes>, more?: { readonly settings?: Record<string, string | string[]>; readonly tools?: Partial<SourceTools> }) => Promise<Asked>

function chooses(kind: ForgeKind, asking: Asking): void {
  test(`${kind}: J40 J09 the newest is the newest by precedence: no draft, no candidate, not the latest`, async (t) => {
    const { found } = await asking(t, { posted: [posted('v1.9.0', { publishedAt: '2026-11-20T00:00:00Z' }), posted('v1.10.0'), posted('v1.11.0', { draft: true }), posted('v2.0.0-rc.1'), posted('nightly'), posted('v1.2')] })
    assert.equal(await found(), '1.10.0')
  })

  test(`${kind}: P9 J22 a channel has what is named after it, and what is finished`, async (t) => {
    const { forge, found } = await asking(t, { posted: [posted('v1.0.0'), posted('v2.0.0-rc.1'), posted('v2.0.0-beta.2')] })
    assert.deepEqual([await found(), await found(channel('stable')), await found(channel('rc')), await found(channel('beta'))], ['1.0.0', '1.0.0', '2.0.0-rc.1', '2.0.0-beta.2'])
    forge.posted.unshift(posted('v2.0.0'))
    assert.equal(await found(channel('rc')), '2.0.0')
  })

  test(`${kind}: P3 P10 an exact version is asked for by its tag, with and without v, never by a list`, async (t) => {
    const { forge, found } = await asking(t, { posted: [posted('v1.0.0'), posted('1.1.0'), posted('v1.2.0-rc.1'), posted('v1.3.0', { draft: true })] })
    assert.deepEqual([await found(exactly('1.0.0')), await found(exactly('1.1.0')), await found(exactly('1.2.0-rc.1')), await found(exactly('9.9.9')), await found(exactly('1.3.0'))], ['1.0.0', '1.1.0', '1.2.0-rc.1', undefined, undefined])
    assert.ok(forge.heard.every(({ path }) => /\/v?\d[^/]*$/.test(path) && !path.includes('latest')), JSON.stringify(forge.heard))
  })

  test(`${kind}: a release without the archive for this machine is not complete: an older one is offered, and said so`, async (t) => {
    const { source, failure } = await asking(t, { posted: [posted('v1.2.0', { files: fileOf('v1.2.0', 'arm64') }), posted('v1.1.0', { files: {} }), posted('v1.0.0')] })
    const offer = await source.find(newest, never)
    assert.deepEqual([offer?.version, offer?.remarks], ['1.0.0', ["release 'v1.2.0' has no file 'jaco-v1.2.0-linux-amd64.tar.gz'", "release 'v1.1.0' has no file 'jaco-v1.1.0-linux-amd64.tar.gz'"]])
    assert.match((await failure(exactly('1.2.0'))).message, /release 'v1\.2\.0' has no file/)
  })

  test(`${kind}: J19 when none is complete, that is a failure and not the end of all releases; none at all is null`, async (t) => {
    const { forge, failure, found } = await asking(t, { posted: [posted('v1.2.0', { files: fileOf('v1.2.0', 'arm64') })] })
    const { code, message, next } = await failure()
    assert.deepEqual([code, message], ['UNAVAILABLE', "release 'v1.2.0' has no file 'jaco-v1.2.0-linux-amd64.tar.gz'"])
    assert.match(next ?? '', /source\.artifact/)
    forge.posted = []
    assert.equal(await found(), undefined)
  })

}

function tellsApart(kind: ForgeKind, asking: Asking): void {
  for (const [artifact, name] of [['jaco-{arch}-{os}.tar.gz', 'jaco-x86_64-linux.tar.gz'], ['jaco-{os}-{arch}', 'jaco-linux-x64'], ['jaco_{version}_{os}_{arch}.tar.gz', 'jaco_1.0.0_linux_amd64.tar.gz']] as const)
    test(`${kind}: J20 ${name} is for this machine, its neighbour is not`, async (t) => {
      const { source } = await asking(t, { posted: [{ tag: 'v1.0.0', files: { [name.replace(/x86_64|x64|amd64/, 'arm64')]: file, [name]: file } }] }, { settings: { artifact } })
      assert.equal((await source.find(newest, never))?.artifact, name)
    })

  test(`${kind}: J21 of several programs in one repository only the one that is meant`, async (t) => {
    const named = { settings: { tags: 'jaco/{tag}', artifact: 'jaco-{tag}-linux-{arch}.tar.gz' } }
    const { found, source, forge } = await asking(t, { posted: [{ tag: 'other/v9.0.0', files: fileOf('v9.0.0') }, { tag: 'v8.0.0', files: fileOf('v8.0.0') }, { tag: 'jaco/v1.0.0', files: fileOf('v1.0.0') }] }, named)
    assert.deepEqual([await found(), await found(exactly('1.0.0')), await found(exactly('8.0.0'))], ['1.0.0', '1.0.0', undefined])
    // A slash in a tag is no slash in an address.
    const offer = await source.find(newest, never)
    await (await source.open(offer as Offer, (offer as Offer).artifact, start, never))?.close()
    assert.ok(forge.heard.some(({ path }) => path.includes('jaco%2Fv1.0.0')))
  })

  test(`${kind}: J08 of equal precedence the later one, always the same`, async (t) => {
    const two = [posted('v1.0.0+a', { publishedAt: '2026-11-02T00:00:00Z' }), posted('v1.0.0+b', { publishedAt: '2026-11-01T00:00:00Z' })]
    for (const order of [two, two.toReversed()]) assert.equal(await (await asking(t, { posted: order })).found(), '1.0.0+a')
  })

  test(`${kind}: several pages are one list; the list ends somewhere`, async (t) => {
    const many = Array.from({ length: 25 }, (_, index) => posted(`v1.0.${index}`))
    const { found, forge } = await asking(t, { posted: many, pageSize: 2 })
    assert.equal(await found(), '1.0.19')
    assert.equal(forge.asked.length, 10)
    assert.equal(await (await asking(t, { posted: many, pageSize: 10 })).found(), '1.0.24')
  })
}

function remembers(kind: ForgeKind, asking: Asking): void {
  test(`${kind}: a check that finds nothing new is one conditional request, however many pages there are`, async (t) => {
    const { found, forge } = await asking(t, { posted: Array.from({ length: 7 }, (_, index) => posted(`v1.0.${index}`)), pageSize: 2 })
    assert.equal(await found(), '1.0.6')
    const before = forge.heard.length
    assert.equal(await found(), '1.0.6')
    const after = forge.heard.slice(before)
    assert.deepEqual(after.map(({ ifNoneMatch }) => ifNoneMatch?.slice(0, 3)), ['W/"'])
    forge.posted.unshift(posted('v1.1.0'))
    assert.equal(await found(), '1.1.0')
  })

  test(`${kind}: what was remembered and cannot be read is asked for again; a forge without ETags is asked each time`, async (t) => {
    const garbled = { recall: async () => ({ validator: '"x"', bytes: Buffer.from('{"schema":0}') }), keep: async () => {} }
    const { found, forge } = await asking(t, { posted: [posted('v1.0.0')] }, { tools: { memory: garbled } })
    assert.deepEqual([await found(), forge.heard[0]?.ifNoneMatch], ['1.0.0', null])
    const forgetful = await asking(t, { posted: [posted('v1.0.0')], etag: 'none' })
    assert.deepEqual([await forgetful.found(), await forgetful.found(), forgetful.forge.heard.every((one) => one.ifNoneMatch === null)], ['1.0.0', '1.0.0', true])
  })
}

function isRefused(kind: ForgeKind, asking: Asking): void {
  const atMs = Date.parse('2026-11-21T12:00:00Z')
  const tools = { clock: { nowMs: () => atMs }, secrets: knownSecrets({ forge: 'hunter2' }) }

  for (const [status, headers, again] of [
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(atMs / 1000 + 1800) }, '2026-11-21T12:30:00Z'],
    [429, { 'retry-after': '3600' }, '2026-11-21T13:00:00Z'],
    [429, { 'ratelimit-remaining': '0', 'ratelimit-reset': String(atMs / 1000 + 60), 'retry-after': '9999999' }, 'a minute at the earliest'],
    [403, { 'retry-after': 'Sat, 21 Nov 2026 12:20:00 GMT' }, '2026-11-21T12:20:00Z'],
    [403, { 'content-length': '0' }, null],
  ] as const)
    test(`${kind}: P17 F18 HTTP ${status} ${JSON.stringify(headers)}`, async (t) => {
      for (const token of [undefined, 'forge']) {
        const { forge, failure } = await asking(t, { posted: [posted('v1.0.0')] }, { tools, settings: token === undefined ? {} : { token } })
        const refuse: FakeForge['next'] = (_, response) => {
          forge.next = refuse
          response.writeHead(status, headers).end()
        }
        forge.next = refuse
        const { code, message, next } = await failure()
        assert.equal(code, again === null && token !== undefined ? 'PERMISSION' : 'UNAVAILABLE')
        assert.match(message, again === null ? new RegExp(`HTTP ${status}`) : new RegExp(`rate limit.*may be asked again after ${again}`))
        assert.equal(/source\.token/.test(next ?? ''), token === undefined)
        assert.doesNotMatch(`${message} ${next}`, /hunter2/)
      }
    })

  test(`${kind}: P17 a limit that only the text tells of`, async (t) => {
    const { forge, failure } = await asking(t, {}, { tools })
    forge.next = (_, response) => void response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"You have exceeded a secondary rate limit."}')
    assert.match((await failure()).message, /rate limit.*after a minute at the earliest/)
  })

}

function isNoForge(kind: ForgeKind, asking: Asking): void {
  for (const [type, body] of [['text/html; charset=utf-8', 'Welcome'], ['application/json', '  <!DOCTYPE html><p>Sign in']] as const)
    test(`${kind}: F18 a captive portal is no forge (${type})`, async (t) => {
      const { forge, failure } = await asking(t, { posted: [posted('v1.0.0')] })
      forge.next = (_, response) => void response.writeHead(200, { 'content-type': type }).end(body)
      const { code, message, next } = await failure()
      assert.deepEqual([code, /web page/.test(message), /captive portal/.test(next ?? '')], ['PROTOCOL', true, true])
    })

  test(`${kind}: a repository that is not there is told, and is not the end of all releases`, async (t) => {
    const { failure } = await asking(t, { posted: [posted('v1.0.0')] }, { settings: { repository: 'acme/other' } })
    const { code, next } = await failure()
    assert.deepEqual([code, /source\.repository/.test(next ?? '')], ['UNAVAILABLE', true])
  })

  test(`${kind}: J11 J14 what is no list of releases is refused`, async (t) => {
    const { forge, failure } = await asking(t, {})
    for (const [body, code] of [['{"message":"hello"}', 'DATA'], ['[{"tag_name":1}]', 'DATA'], ['[{"tag_name":"v1","tag_name":"v2"}]', 'DATA'], ['[', 'DATA'], [' '.repeat(17 * 1024 * 1024), 'DATA']] as const) {
      forge.next = (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body)
      assert.equal((await failure()).code, code, body.slice(0, 40))
    }
  })

  test(`${kind}: J31 another release than the one that was asked for is refused`, async (t) => {
    const { forge, failure } = await asking(t, { posted: [posted('v1.0.0'), posted('v0.9.0')] })
    forge.next = (request, response) => {
      request.url = request.url?.replace('v1.0.0', 'v0.9.0') ?? ''
      forge.next = null
      void fetch(forge.origin + request.url).then((other) => other.text()).then((text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text))
    }
    assert.equal((await failure(exactly('1.0.0'))).code, 'PROTOCOL')
  })
}

function fetches(kind: ForgeKind, asking: Asking): void {
  const secrets = knownSecrets({ forge: 'hunter2', torn: 'hunter2\nhost: evil' })

  test(`${kind}: a token opens what is private, goes to the interface, and not along with a redirect`, async (t) => {
    const { forge, source } = await asking(t, { posted: [posted('v1.0.0')], token: 'hunter2' }, { settings: { token: 'forge' }, tools: { secrets } })
    // Signed addresses lie with somebody else.
    const store = await aForge(t, { kind, posted: forge.posted })
    const offer = await source.find(newest, never)
    assert.ok(offer)
    const answer = await source.open(offer, offer.artifact, start, never)
    assert.equal(answer?.sizeBytes, file.length)
    await answer?.close()
    assert.ok(forge.heard.every(({ path, authorization }) => path.startsWith('/store/') || authorization?.endsWith(' hunter2')))
    forge.next = (_, response) => void response.writeHead(302, { location: `${store.origin}/store/v1.0.0/${offer.artifact}?signature=1` }).end()
    const elsewhere = await source.open(offer, offer.artifact, start, never)
    await elsewhere?.close()
    assert.deepEqual(store.heard.map(({ authorization, path }) => [authorization, path.startsWith('/store/')]), [[null, true]])
  })

  test(`${kind}: a private file without a token is UNAVAILABLE, and says what would help`, async (t) => {
    const { source, forge } = await asking(t, { posted: [posted('v1.0.0')] })
    const offer = await source.find(newest, never)
    assert.ok(offer)
    forge.next = (_, response) => void response.writeHead(404).end()
    await rejectsWithFailure('UNAVAILABLE', /is listed, but it is not there/, source.open(offer, offer.artifact, start, never))
  })

  test(`${kind}: a secret that would be a second header is refused, and not shown`, async (t) => {
    const { failure } = await asking(t, { posted: [posted('v1.0.0')] }, { settings: { token: 'torn' }, tools: { secrets } })
    const { code, message } = await failure()
    assert.deepEqual([code, /hunter2|evil/.test(message)], ['CONFIG', false])
  })

  test(`${kind}: another process, which has found nothing itself, opens the same`, async (t) => {
    const { source, forge } = await asking(t, { posted: [posted('v1.0.0')] })
    const offer = await source.find(newest, never)
    assert.ok(offer)
    const other = sourceOf({ kind, repository: 'acme/jaco', host: forge.origin, artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }, sourceTools())
    assert.equal(await other.open(offer, parseArtifactName('SHA256SUMS'), start, never), null)
    const opened = await other.open(offer, offer.artifact, start, never)
    assert.equal(opened?.sizeBytes, file.length)
    await opened?.close()
    forge.posted = []
    await rejectsWithFailure('UNAVAILABLE', /not offered any more/, sourceOf({ kind, repository: 'acme/jaco', host: forge.origin, artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }, sourceTools()).open(offer, offer.artifact, start, never))
  })
}

import * as v from 'valibot'
import { failure, isFailure } from '../../../errors.ts'
import { parseStrictJson } from '../../../formats/strict-json.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import { askOnce, type Asker, type Reply } from '../api-question.ts'
import type { Remembered } from '../driver.ts'
import type { Forge, ForgeRelease } from './forge.ts'
import { forgePagesMax, forgeReleasesMax } from '../limits.ts'

/**
 * All releases, over as many pages as are read. What is remembered counts for the whole list: a forge shows the latest release first, so
 * when its first page has not changed, nothing new is on the others, and one conditional request was enough.
 */
export async function listReleases(forge: Forge, asker: Asker, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
  const { memory } = asker.tools
  const recalled = readRemembered(await memory.recall(forge.listUrl))
  const first = await askOnce(forge.listUrl, recalled?.as ?? null, asker, signal)
  if (first.kind === 'unchanged' && recalled !== null) return recalled.releases
  if (first.kind !== 'said') throw failure('UNAVAILABLE', `${withoutSecrets(forge.listUrl)} does not exist, or not for everybody`, { next: 'Correct source.repository. If it is private, name a secret with an access token in source.token.' })
  const releases = await allPages(first, forge, asker, signal)
  if (first.validator !== null) await memory.keep(forge.listUrl, { validator: first.validator, bytes: Buffer.from(JSON.stringify({ schema: 1, releases })) })
  return releases
}

/** The release of exactly this tag; null when there is none. */
export async function releaseOfTag(tag: string, forge: Forge, asker: Asker, signal: AbortSignal): Promise<ForgeRelease | null> {
  const url = forge.tagUrl(tag)
  const reply = await askOnce(url, null, asker, signal)
  if (reply.kind !== 'said') return null
  const release = forge.readRelease(jsonOf(reply.bytes, url))
  if (release.tag === tag) return release
  throw failure('PROTOCOL', `${withoutSecrets(url)} answers with another release than the one that was asked for`)
}

type Said = Extract<Reply, { readonly kind: 'said' }>

async function allPages(first: Said, forge: Forge, asker: Asker, signal: AbortSignal): Promise<readonly ForgeRelease[]> {
  const releases: ForgeRelease[] = []
  let page = { url: forge.listUrl, reply: first }
  for (let number = 1; ; number++) {
    for (const release of readPage(page.reply.bytes, page.url, forge)) releases.push(release)
    const next = nextPage(page.reply.headers['link'] ?? '', page.url)
    if (next === null || number >= forgePagesMax) return releases.slice(0, forgeReleasesMax)
    const reply = await askOnce(next, null, asker, signal)
    if (reply.kind !== 'said') throw failure('PROTOCOL', `${withoutSecrets(next)} was to go on with the list, and is not there`)
    page = { url: next, reply }
  }
}

function readPage(bytes: Uint8Array, url: string, forge: Forge): readonly ForgeRelease[] {
  const json = jsonOf(bytes, url)
  if (!Array.isArray(json)) throw failure('DATA', `${withoutSecrets(url)} is no list of releases as ${forge.name} makes them`)
  // No forge puts that many on a page; what a server writes beyond that is not looked at.
  return json.slice(0, forgeReleasesMax).map((one) => forge.readRelease(one))
}

function jsonOf(bytes: Uint8Array, url: string): unknown {
  return parseStrictJson(bytes, `the answer of ${withoutSecrets(url)}`, { bytesMax: bytes.length })
}

/**
 * The page after this one, if the Link header (RFC 8288) says that there is one. Only its number is taken: GitHub writes the address in another
 * spelling (`/repositories/17/releases`), and a token must not follow an address out of an answer.
 */
export function nextPage(link: string, url: string): string | null {
  const [, target] = /<([^<>\s]{1,4096})>\s*;[^,<]*\brel="?next"?(?=[\s;,]|$)/.exec(link) ?? []
  if (target === undefined || !URL.canParse(target, url)) return null
  const here = new URL(url)
  const [page, after] = [here.searchParams.get('page') ?? '1', new URL(target, url).searchParams.get('page') ?? '']
  if (Number(after) !== Number(page) + 1) return null
  here.searchParams.set('page', after)
  return here.href
}

const rememberedShape = v.strictObject({
  schema: v.literal(1),
  releases: v.array(v.strictObject({
    tag: v.string(), state: v.picklist(['published', 'draft']), mark: v.picklist(['prerelease', 'none']), publishedAtMs: v.nullable(v.number()),
    assets: v.array(v.strictObject({ name: v.string(), ref: v.string() })),
  })),
})

/** What cannot be read any more was never remembered. */
function readRemembered(remembered: Remembered | null): { readonly as: Remembered; readonly releases: readonly ForgeRelease[] } | null {
  if (remembered === null) return null
  try {
    const read = v.safeParse(rememberedShape, parseStrictJson(remembered.bytes, 'what was remembered', { bytesMax: remembered.bytes.length }))
    return read.success ? { as: remembered, releases: read.output.releases } : null
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

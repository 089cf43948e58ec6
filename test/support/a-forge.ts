import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { aServer, serving, type TestServer } from './hostile-server.ts'

export type ForgeKind = 'github' | 'gitea' | 'gitlab'
/** A release as its publisher made it on a forge. */
export interface Posted {
  readonly tag: string
  readonly files?: Readonly<Record<string, Buffer>>
  readonly draft?: boolean
  readonly prerelease?: boolean
  readonly publishedAt?: string
}

/** A forge on loopback that answers in the shape of this kind, with pages, ETags and file downloads by redirect. */
export interface FakeForge extends TestServer {
  /** May be changed while it runs. */
  posted: Posted[]
  /** Answers the next question in place of the forge. */
  next: ((request: IncomingMessage, response: ServerResponse) => void) | null
  /** Of each request that came: its path and what it was sent. */
  readonly heard: readonly { readonly path: string; readonly authorization: string | null; readonly accept: string | null; readonly ifNoneMatch: string | null }[]
}

export interface ForgeWishes { readonly kind: ForgeKind; readonly posted: readonly Posted[]; readonly pageSize?: number; readonly token?: string; readonly etag?: 'weak' | 'none' }
type Heard = { path: string; authorization: string | null; accept: string | null; ifNoneMatch: string | null }

const lists: Readonly<Record<ForgeKind, string>> = { github: '/api/v3/repos/acme/jaco/releases', gitea: '/api/v1/repos/acme/jaco/releases', gitlab: '/api/v4/projects/acme%2Fjaco/releases' }

export async function aForge(t: TestContext, wishes: ForgeWishes): Promise<FakeForge> {
  const heard: Heard[] = []
  const server = await aServer(t, (request, response) => {
    const { authorization = null, accept = null, 'if-none-match': ifNoneMatch = null } = request.headers
    heard.push({ path: request.url ?? '', authorization, accept, ifNoneMatch })
    const { next } = forge
    forge.next = null
    if (next !== null) return next(request, response)
    answer({ request, response, forge, wishes })
  })
  const forge: FakeForge = { ...server, heard, posted: [...wishes.posted], next: null }
  return forge
}

interface Exchange { readonly request: IncomingMessage; readonly response: ServerResponse; readonly forge: FakeForge; readonly wishes: ForgeWishes }

function answer(exchange: Exchange): void {
  const { request, response, forge, wishes: { kind, token } } = exchange
  const { pathname } = new URL(request.url ?? '', forge.origin)
  // Signed addresses of an object store: whoever has one needs nothing else, and a token must not come along.
  if (pathname.startsWith('/store/')) return sendFile(exchange, pathname.slice('/store/'.length))
  if (token !== undefined && request.headers.authorization !== `${kind === 'gitea' ? 'token' : 'Bearer'} ${token}`) return void response.writeHead(404).end('{"message":"Not Found"}')
  if (pathname === lists[kind]) return sendList(exchange)
  if (pathname.startsWith(lists[kind])) return sendUnder(exchange, pathname.slice(lists[kind].length + 1))
  const page = /\/(?:releases\/download\/([^/]+)|-\/releases\/([^/]+)\/downloads)\/([^/]+)$/.exec(pathname)
  return page === null ? void response.writeHead(404).end() : redirect(exchange, page[1] ?? page[2] ?? '', page[3] ?? '')
}

function sendList(exchange: Exchange): void {
  const { request, forge, wishes } = exchange
  const url = new URL(request.url ?? '', forge.origin)
  const [page, size] = [Number(url.searchParams.get('page') ?? '1'), wishes.pageSize ?? 100]
  const here = forge.posted.slice((page - 1) * size, page * size)
  url.searchParams.set('page', String(page + 1))
  sendJson(exchange, here.map((one) => jsonOf(one, exchange)), forge.posted.length > page * size ? { link: `<${kindPath(wishes.kind, url)}>; rel="next", <${url.origin}${url.pathname}?page=9>; rel="last"` } : {})
}

/** GitHub's pages stand under the number of a repository, whatever name was asked for. */
const kindPath = (kind: ForgeKind, url: URL): string => (kind === 'github' ? `${url.origin}/api/v3/repositories/17/releases${url.search}` : url.href)

/** `tags/v1` (GitHub, Gitea), `v1` (GitLab), `assets/17` (GitHub), `v1/downloads/name` (GitLab). */
function sendUnder(exchange: Exchange, rest: string): void {
  const { response, forge } = exchange
  const [, id] = /^assets\/(\d+)$/.exec(rest) ?? []
  if (id !== undefined) {
    const named = forge.posted.flatMap(({ tag, files = {} }) => Object.keys(files).map((name) => [tag, name] as const)).find(([tag, name]) => idOf(tag, name) === Number(id))
    return named === undefined ? void response.writeHead(404).end() : redirect(exchange, encodeURIComponent(named[0]), encodeURIComponent(named[1]))
  }
  const [tag = '', , name] = rest.replace(/^tags\//, '').split('/')
  if (name !== undefined) return redirect(exchange, tag, name)
  const found = forge.posted.find((one) => one.tag === decodeURIComponent(tag))
  return found === undefined ? void response.writeHead(404).end('{"message":"Not Found"}') : sendJson(exchange, jsonOf(found, exchange), {})
}

function sendJson({ request, response, wishes }: Exchange, json: unknown, headers: Record<string, string>): void {
  const body = JSON.stringify(json)
  const etag = `W/"${createHash('sha256').update(body).digest('hex')}"`
  const validator: Record<string, string> = wishes.etag === 'none' ? {} : { etag }
  if (wishes.etag !== 'none' && request.headers['if-none-match'] === etag) return void response.writeHead(304, validator).end()
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...validator, ...headers }).end(body)
}

let signature = 0
/** Another signed address each time, as object stores have it. */
function redirect({ response }: Exchange, tag: string, name: string): void {
  response.writeHead(302, { location: `/store/${tag}/${name}?signature=${++signature}` }).end()
}

function sendFile({ request, response, forge }: Exchange, path: string): void {
  const [tag = '', name = ''] = path.split('/').map(decodeURIComponent)
  const file = forge.posted.find((one) => one.tag === tag)?.files?.[name]
  if (file === undefined || request.url?.includes('signature=') !== true) return void response.writeHead(404).end()
  serving(new Map([[name, file]]), { etag: () => `"${createHash('sha256').update(file).digest('hex')}"` })(request, response)
}

const idOf = (tag: string, name: string): number => createHash('sha256').update(`${tag}/${name}`).digest().readUInt32BE()

/** Shapes as in the forges' own documentation, with the keys that nobody reads here, too. */
function jsonOf({ tag, files = {}, draft = false, prerelease = false, publishedAt = '2026-11-01T10:00:00Z' }: Posted, { forge: { origin }, wishes: { kind } }: Exchange): unknown {
  const names = Object.entries(files)
  const common = { name: `Release ${tag}`, tag_name: tag, created_at: publishedAt, body: '\u001b[31mnotes\u001b[0m', author: { login: 'acme' } }
  switch (kind) {
    case 'github': return { ...common, id: 1, node_id: 'x', draft, prerelease, immutable: false, published_at: draft ? null : publishedAt, assets: names.map(([name, bytes]) => ({ url: `https://elsewhere.invalid/${name}`, id: idOf(tag, name), name, label: null, state: bytes.length === 0 ? 'starter' : 'uploaded', content_type: 'application/gzip', size: bytes.length, digest: null, browser_download_url: `https://elsewhere.invalid/${name}` })) }
    case 'gitea': return { ...common, id: 1, target_commitish: 'main', draft, prerelease, published_at: publishedAt, assets: names.map(([name, bytes]) => ({ id: idOf(tag, name), name, size: bytes.length, download_count: 0, uuid: 'u', browser_download_url: `http://localhost:3000/${name}`, type: 'attachment' })) }
    case 'gitlab': return { ...common, description: 'notes', released_at: publishedAt, upcoming_release: draft, assets: { count: names.length, sources: [{ format: 'zip', url: `${origin}/x.zip` }], links: names.map(([name]) => ({ id: idOf(tag, name), name: `the file ${name}`, url: `https://elsewhere.invalid/${name}`, direct_asset_url: `${origin}/acme/jaco/-/releases/${encodeURIComponent(tag)}/downloads/${name}`, link_type: 'package' })) } }
  }
}

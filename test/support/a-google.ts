import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { aServer } from './hostile-server.ts'

/** Google's token endpoint and storage on loopback, as strict as the real ones about who asks: a token is given for a good signature only. */
export interface Google {
  readonly endpoint: string
  /** The key file of the only account that may read. */
  readonly keyFile: Readonly<Record<string, string>>
  readonly asked: readonly string[]
  /** How many tokens were given out. */
  readonly given: { tokens: number }
  /** What nobody needs a token for: one object, everything, or nothing. */
  open: 'objects' | 'all' | 'none'
  put(key: string, bytes: Buffer): void
}
interface State { readonly objects: Map<string, { readonly bytes: Buffer; readonly etag: string }>; readonly publicKey: KeyObject; readonly google: Google; edition: number; readonly pageSize: number; nowMs(): number }

export const pair = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
const token = 'ya29.t0ken'
const bucket = 'releases'

export async function aGoogle(t: TestContext, { pageSize = 2, nowMs = Date.now }: { readonly pageSize?: number; readonly nowMs?: () => number } = {}): Promise<Google> {
  const server = await aServer(t, (request, response) => { answer(state, request, response).catch((thrown: unknown) => { response.writeHead(500).end(String(thrown)) }) })
  const keyFile = { type: 'service_account', client_email: 'reader@acme.iam.gserviceaccount.com', private_key_id: 'key1', private_key: pair.privateKey, token_uri: `${server.origin}/token` }
  const google: Google = { endpoint: server.origin, keyFile, asked: server.asked, given: { tokens: 0 }, open: 'none', put: (key, bytes) => { state.objects.set(key, { bytes, etag: `"${++state.edition}"` }) } }
  const state: State = { objects: new Map(), publicKey: createPublicKey(pair.publicKey), google, edition: 0, pageSize, nowMs }
  return google
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', state.google.endpoint)
  if (url.pathname === '/token') return tokenFor(state, await bodyOf(request), response)
  const isKnown = request.headers.authorization === `Bearer ${token}`
  if (url.pathname === `/storage/v1/b/${bucket}/o`) return isKnown || state.google.open === 'all' ? listing(state, url.searchParams, response) : refuse(request, response)
  if (url.pathname.startsWith('/storage/')) return json(response, 404, { error: { code: 404, message: 'The specified bucket does not exist.' } })
  const key = decodeURIComponent(url.pathname.slice(`/${bucket}/`.length))
  // Who may not list is not told what is not there.
  const mayAsk = isKnown || state.google.open === 'all' || (state.google.open === 'objects' && state.objects.has(key))
  return mayAsk ? object(state, key, request, response) : refuse(request, response)
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  json(response, request.headers.authorization === undefined ? 401 : 403, { error: { code: 401, message: 'Anonymous caller does not have storage.objects.list access' } })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function tokenFor(state: State, form: string, response: ServerResponse): void {
  const asked = new URLSearchParams(form)
  const [head = '', claims = '', signature = ''] = (asked.get('assertion') ?? '').split('.')
  const read = (part: string): Readonly<Record<string, unknown>> => JSON.parse(Buffer.from(part, 'base64url').toString()) as Readonly<Record<string, unknown>>
  const isSigned = read(head)['alg'] === 'RS256' && verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), state.publicKey, Buffer.from(signature, 'base64url'))
  const { iss, aud, scope, iat, exp } = read(claims)
  const now = state.nowMs() / 1000
  const isTimely = typeof iat === 'number' && typeof exp === 'number' && iat <= now + 60 && exp > now && exp - iat <= 3600
  const isMeant = iss === state.google.keyFile['client_email'] && aud === state.google.keyFile['token_uri'] && scope === 'https://www.googleapis.com/auth/devstorage.read_only' && asked.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  if (!isSigned) return json(response, 400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' })
  if (!isTimely || !isMeant) return json(response, 400, { error: 'invalid_grant', error_description: 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.' })
  state.google.given.tokens++
  return json(response, 200, { access_token: token, expires_in: 3599, token_type: 'Bearer' })
}

/** Pages are small, so that there are several. */
function listing({ objects, pageSize }: State, query: URLSearchParams, response: ServerResponse): void {
  const prefix = query.get('prefix') ?? ''
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted()
  const nextSlash = (key: string): number => key.indexOf('/', prefix.length)
  const entries = [...new Set(keys.map((key) => (nextSlash(key) === -1 ? key : key.slice(0, nextSlash(key) + 1))))]
  const from = Number(query.get('pageToken') ?? 0)
  const page = entries.slice(from, from + pageSize)
  json(response, 200, {
    ...(page.some((one) => one.endsWith('/')) ? { prefixes: page.filter((one) => one.endsWith('/')) } : {}),
    items: page.filter((one) => !one.endsWith('/')).map((name) => ({ name })),
    ...(from + pageSize < entries.length ? { nextPageToken: String(from + pageSize) } : {}),
  })
}

function object({ objects }: State, key: string, request: IncomingMessage, response: ServerResponse): void {
  const found = objects.get(key)
  if (found === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
  const { bytes, etag } = found
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  const from = asked !== null && request.headers['if-range'] === etag ? Number(asked[1]) : 0
  response.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': bytes.length - from, ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}) })
  response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from))
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

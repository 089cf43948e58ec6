import { posix } from 'node:path'
import { failure, type Failure } from '../../errors.ts'
import { printable, quoted } from '../../formats/printable.ts'
import { escapedPart } from '../../formats/stores/sigv4.ts'
import { isJsonObject, type Json, parseStrictJson } from '../../formats/strict-json.ts'
import type { ApiAnswer, ApiRequest } from '../../host/types.ts'
import { signatureNames } from '../../publish/checksum-list.ts'
import type { Body, Store } from '../../publish/ports.ts'
import type { StoreTools } from './driver.ts'
import { answerBytesMax, stallMs } from './limits.ts'

/** One release of a repository. */
export interface GithubPlace {
  /** `https://api.github.com`, or `https://HOST/api/v3` of an own server; without a slash at its end. */
  readonly api: string
  /** `owner/name`. */
  readonly repository: string
  readonly tag: string
  readonly isPrerelease: boolean
  readonly token: string
}

/** A draft, seen by nobody but its makers. */
interface Draft { readonly id: number; readonly uploads: string; readonly assets: Map<string, number> }
interface Context { readonly place: GithubPlace; readonly tools: StoreTools }

/** Everything goes into a draft first; `finish` shows all of it at once. A draft that an earlier try has left is taken up again. */
export function github(place: GithubPlace, tools: StoreTools): Store {
  const context = { place, tools }
  let draft: Promise<Draft> | null = null
  const opened = (): Promise<Draft> => (draft ??= openDraft(context))
  const own = new Set<string>()
  return {
    where: `github:${place.repository}, release ${place.tag}`,
    put: async (name, body) => {
      await upload(context, await opened(), posix.basename(name), body)
      own.add(posix.basename(name))
    },
    // A draft cannot be read by others, and what an older release holds is no matter of this one.
    get: () => Promise.resolve(null),
    finish: async () => {
      const { id, assets } = await opened()
      refuseOldSignature([...assets.keys()].filter((name) => !own.has(name)), place)
      await must(context, { method: 'PATCH', path: `/releases/${id}`, json: { draft: false } })
    },
  }
}

/** An earlier try may have signed another list, and with another kind of key: shown beside this one, every reader would cry forgery. */
function refuseOldSignature(left: readonly string[], { tag }: GithubPlace): void {
  const old = left.find((name) => signatureNames.some((one) => one === name))
  if (old !== undefined) throw failure('REFUSED', `the draft of ${quoted(tag, 80)} holds a ${old}, and this list would not be signed so`, { next: 'Take it out of the draft, or sign with the same kind of key; then publish again.' })
}

/** REFUSED for a release that people have already: its files are never exchanged. */
async function openDraft(context: Context): Promise<Draft> {
  const { tag, repository, isPrerelease } = context.place
  const published = await ask(context, { method: 'GET', path: `/releases/tags/${escapedPart(tag)}` })
  if (published.status === 200) throw failure('REFUSED', `release ${quoted(tag, 80)} of ${repository} is published already`, { next: 'A published version is never changed: publish a newer one.' })
  if (published.status !== 404) throw refused(context, published, `release ${quoted(tag, 80)} could not be looked for`)
  // Without the tag, publishing would make one, of whatever stands on the default branch at that moment.
  const reference = await ask(context, { method: 'GET', path: `/git/ref/tags/${escapedPart(tag)}` })
  if (reference.status !== 200) throw failure('USAGE', `there is no tag ${quoted(tag, 80)} in ${repository}`, { next: `git push origin ${tag}` })
  const listed = await must(context, { method: 'GET', path: '/releases?per_page=100' })
  const left = (Array.isArray(listed) ? listed : []).find((one) => isJsonObject(one) && one['draft'] === true && one['tag_name'] === tag)
  return draftOf(left ?? await must(context, { method: 'POST', path: '/releases', json: { tag_name: tag, name: tag, draft: true, prerelease: isPrerelease } }), context)
}

function draftOf(json: Json, { place }: Context): Draft {
  const { id, upload_url: template, assets } = isJsonObject(json) ? json : {}
  if (typeof id !== 'number' || typeof template !== 'string') throw failure('PROTOCOL', `${origin(place.api)} answers with something that is no release`)
  const uploads = template.replace(/\{.*$/, '')
  // The token goes to the interface that was configured and to its own place for uploads, and to nobody whom an answer may name.
  if (![origin(place.api), place.api === 'https://api.github.com' ? 'https://uploads.github.com' : ''].includes(origin(uploads))) throw failure('PROTOCOL', `${origin(place.api)} wants uploads at ${quoted(origin(uploads))}, which is none of its own`)
  const named = (Array.isArray(assets) ? assets : []).filter(isJsonObject)
  return { id, uploads, assets: new Map(named.flatMap((one) => (typeof one['name'] === 'string' && typeof one['id'] === 'number' ? [[one['name'], one['id']] as const] : []))) }
}

async function upload(context: Context, { uploads, assets }: Draft, name: string, body: Body): Promise<void> {
  const earlier = assets.get(name)
  if (earlier !== undefined) await must(context, { method: 'DELETE', path: `/releases/assets/${earlier}` })
  const answer = await ask(context, { method: 'POST', url: `${uploads}?name=${escapedPart(name)}`, body })
  if (answer.status !== 201) throw refused(context, answer, `${quoted(name)} could not be uploaded`)
  const { id, size, digest, name: stored } = objectOf(answer)
  if (typeof id === 'number') assets.set(name, id)
  const arrived = size === body.sizeBytes && (typeof digest !== 'string' || digest === `sha256:${body.sha256}`)
  if (!arrived) throw failure('IO', `${quoted(name)} did not arrive whole`, { next: 'Publish again: the draft is taken up where it is.' })
  // The host changes names that it does not like, and then no list vouches for the file.
  if (stored !== name) throw failure('REFUSED', `${quoted(name)} would be called ${quoted(typeof stored === 'string' ? stored : '')} there`, { next: 'Rename the artifact.' })
}

interface Wanted { readonly method: ApiRequest['method']; readonly path?: string; readonly url?: string; readonly json?: Json; readonly body?: Body }

async function ask({ place, tools }: Context, { method, path = '', url, json, body }: Wanted): Promise<ApiAnswer> {
  return tools.net.ask({
    method, url: url ?? `${place.api}/repos/${place.repository}${path}`, plainHttp: 'refused', answerBytesMax, stallMs, reach: 'public',
    headers: {
      authorization: `Bearer ${place.token}`, accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    body: body ?? (json === undefined ? null : jsonBody(json)),
  }, tools.signal)
}

async function must(context: Context, wanted: Wanted): Promise<Json> {
  const answer = await ask(context, wanted)
  if (answer.status < 200 || answer.status > 299) throw refused(context, answer, `${wanted.method} ${wanted.path ?? ''} of ${context.place.repository} was refused`)
  return answer.bytes.length === 0 ? null : parseStrictJson(answer.bytes, origin(context.place.api), { bytesMax: answerBytesMax })
}

function jsonBody(json: Json): NonNullable<ApiRequest['body']> {
  const bytes = Buffer.from(JSON.stringify(json))
  return { sizeBytes: bytes.length, bytes: async function* () { yield await Promise.resolve(bytes) } }
}

function objectOf({ bytes }: ApiAnswer): Readonly<Record<string, Json>> {
  const json = parseStrictJson(bytes, 'the answer to an upload', { bytesMax: answerBytesMax })
  return isJsonObject(json) ? json : {}
}

function refused({ place }: Context, { status, bytes }: ApiAnswer, what: string): Failure {
  const said = /"message"\s*:\s*"([^"]{1,200})"/.exec(Buffer.from(bytes.subarray(0, 4096)).toString())?.[1]
  const denied = status === 401 || status === 403 || status === 404
  return failure(denied ? 'PERMISSION' : 'UNAVAILABLE', `${what}: HTTP ${status} from ${origin(place.api)}${said === undefined ? '' : `, ${quoted(printable(said))}`}`,
    { next: denied ? 'The token must be allowed to write the contents of that repository.' : 'Try again later; a draft that was begun is taken up again.' })
}

function origin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : ''
}

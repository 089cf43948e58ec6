import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { aServer } from './hostile-server.ts'
import { sha256Of } from './a-release.ts'

/** The writing half of GitHub's releases, as its documentation describes it, with one repository `acme/acmed` and one tag. */
export interface Github {
  readonly api: string
  readonly releases: GithubRelease[]
  /** `POST /repos/acme/acmed/releases`, in order. */
  readonly asked: string[]
  /** Said instead of an upload's answer, when not null. */
  spoil: ((asset: Record<string, unknown>) => Record<string, unknown>) | null
}
export interface GithubRelease { readonly id: number; tag_name: string; draft: boolean; prerelease: boolean; readonly assets: { id: number; name: string; bytes: Buffer }[] }

export const githubToken = 'ghp_test'
const base = '/api/v3/repos/acme/acmed'

export async function aGithub(t: TestContext, tags: readonly string[] = ['v2.0.0']): Promise<Github> {
  const server = await aServer(t, (request, response) => { void answer(github, tags, request, response) })
  const github: Github = { api: `${server.origin}/api/v3`, releases: [], asked: [], spoil: null }
  return github
}

async function answer(github: Github, tags: readonly string[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request)
  const [path = '', query = ''] = (request.url ?? '').split('?')
  github.asked.push(`${request.method} ${path.replace(base, '')}`)
  const say = (status: number, value: unknown): void => { response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? '' : JSON.stringify(value)) }
  if (request.headers.authorization !== `Bearer ${githubToken}`) return say(401, { message: 'Bad credentials' })
  const route = `${request.method} ${path.replace(base, '')}`
  const [, tag] = /^GET \/git\/ref\/tags\/(.+)$/.exec(route) ?? []
  if (tag !== undefined) return tags.includes(tag) ? say(200, { ref: `refs/tags/${tag}` }) : say(404, { message: 'Not Found' })
  releases(github, { route, query, body }, say)
}

interface Asked { readonly route: string; readonly query: string; readonly body: Buffer }
type Say = (status: number, value: unknown) => void

function releases(github: Github, { route, query, body }: Asked, say: Say): void {
  const shown = (one: GithubRelease): unknown => ({ ...one, assets: one.assets.map(({ id, name }) => ({ id, name })), upload_url: `${github.api.replace('/api/v3', '')}/api/uploads/${one.id}/assets{?name,label}` })
  const [, published] = /^GET \/releases\/tags\/(.+)$/.exec(route) ?? []
  const [, patched] = /^PATCH \/releases\/(\d+)$/.exec(route) ?? []
  const [, removed] = /^DELETE \/releases\/assets\/(\d+)$/.exec(route) ?? []
  const [, into] = /^POST \/api\/uploads\/(\d+)\/assets$/.exec(route) ?? []
  if (published !== undefined) {
    const found = github.releases.find((one) => one.tag_name === published && !one.draft)
    return found === undefined ? say(404, { message: 'Not Found' }) : say(200, shown(found))
  }
  if (route === 'GET /releases') return say(200, github.releases.map(shown))
  if (route === 'POST /releases') return say(201, shown(added(github, JSON.parse(body.toString()) as GithubRelease)))
  const release = github.releases.find((one) => String(one.id) === (patched ?? into) || one.assets.some((asset) => String(asset.id) === removed))
  if (release === undefined) return say(404, { message: 'Not Found' })
  if (patched !== undefined) return say(200, Object.assign(release, JSON.parse(body.toString())))
  if (removed !== undefined) {
    release.assets.splice(release.assets.findIndex((asset) => String(asset.id) === removed), 1)
    return say(204, null)
  }
  upload(github, release, { name: new URLSearchParams(query).get('name') ?? '', body, say })
}

function added(github: Github, { tag_name, draft, prerelease }: GithubRelease): GithubRelease {
  const release = { id: github.releases.length + 1, tag_name, draft, prerelease, assets: [] }
  github.releases.push(release)
  return release
}

function upload(github: Github, release: GithubRelease, { name, body, say }: { readonly name: string; readonly body: Buffer; readonly say: Say }): void {
  if (release.assets.some((asset) => asset.name === name)) return say(422, { message: 'Validation Failed', errors: [{ code: 'already_exists' }] })
  const asset = { id: release.id * 1000 + release.assets.length, name, bytes: body }
  release.assets.push(asset)
  const told = { id: asset.id, name, size: body.length, digest: `sha256:${sha256Of(body)}` }
  say(201, github.spoil?.(told) ?? told)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

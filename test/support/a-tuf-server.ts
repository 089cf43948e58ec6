import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { aDirectory } from './a-directory.ts'
import type { SignedRelease } from './a-release.ts'
import { TufRepository, type TufTarget } from './a-tuf-repository.ts'
import { aServer } from './hostile-server.ts'

/** A TUF repository on loopback, and the file with its first root. */
export interface TufServer { readonly repository: TufRepository; readonly metadata: string; readonly targets: string; readonly root: string; readonly asked: readonly string[]; /** `slow`: a beginning, and then nothing more. */ answer: TufAnswers }
export type TufAnswers = 'all' | 'none' | 'slow'

export async function aTufServer(t: TestContext, repository: TufRepository): Promise<TufServer> {
  const state: { answer: TufAnswers } = { answer: 'all' }
  const { origin, asked } = await aServer(t, (request, response) => {
    if (state.answer === 'none') return void request.socket.destroy()
    if (state.answer === 'slow') return void response.writeHead(200, { 'content-length': 1000 }).write('{')
    const path = decodeURIComponent(request.url ?? '')
    const body = path.startsWith('/metadata/') ? repository.files.get(path.slice('/metadata/'.length)) : targetAt(repository, path.slice('/targets/'.length))
    if (body === undefined) return void response.writeHead(404).end('no such file')
    const etag = `"${sha256(body)}"`
    const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
    const fromByte = request.headers['if-range'] === etag ? Number(from) : 0
    response.writeHead(fromByte > 0 ? 206 : 200, { etag, 'content-length': body.length - fromByte, ...(fromByte > 0 ? { 'content-range': `bytes ${fromByte}-${body.length - 1}/${body.length}` } : {}) })
    response.end(body.subarray(fromByte))
  })
  const root = join(aDirectory(t), 'first.root.json')
  writeFileSync(root, repository.pinned)
  return { repository, metadata: `${origin}/metadata`, targets: `${origin}/targets`, root, asked, get answer() { return state.answer }, set answer(how) { state.answer = how } }
}

/** Everything of these releases, as targets. */
export function targetsOf(releases: readonly SignedRelease[], under: (release: SignedRelease) => string = () => ''): Record<string, TufTarget> {
  return Object.fromEntries(releases.flatMap((release) => [...release.served].map(([name, bytes]) => [`${under(release)}${name}`, { bytes }])))
}

/** Served under its hash, and in a repository without consistent snapshots by its name. */
function targetAt({ targets, consistent, delegations }: TufRepository, asked: string): Buffer | undefined {
  const all = { ...targets, ...Object.assign({}, ...delegations.map((one) => one.targets)) as Record<string, TufTarget> }
  const [path] = Object.entries(all).find(([name, { bytes }]) => asked === (consistent ? name.replace(/[^/]*$/, (base) => `${sha256(bytes)}.${base}`) : name)) ?? []
  return path === undefined ? undefined : all[path]?.bytes
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

import * as v from 'valibot'
import { isTokenInTheClear, tokenFault } from '../stores/access-keys.ts'
import type { SourceDriver } from '../driver.ts'
import { forgeKeys, instanceKey, repositoryKey } from './forge-keys.ts'
import { escapedPath, type Forge } from './forge.ts'
import { releaseReader } from './forge-json.ts'
import { forgeSource } from './forge-source.ts'
import { recogniseForge } from '../recognise/forge-recognised.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('github'), v.description('releases of a repository on GitHub, or on an own GitHub Enterprise Server')),
    repository: repositoryKey({ from: 2, to: 2 }),
    ...forgeKeys,
    host: v.optional(instanceKey('the instance: its pages; the interface of an own one is at /api/v3 there'), 'https://github.com'),
    api: v.optional(instanceKey('the interface, where it is not at its usual place')),
  }),
  v.check(({ token, host, api }) => !isTokenInTheClear(token, [host, api]), tokenFault),
)
type GithubSettings = v.InferOutput<typeof schema>

/** Files that are still being uploaded are listed, too. */
const asset = v.object({ id: v.pipe(v.number(), v.safeInteger()), name: v.string(), state: v.optional(v.string(), 'uploaded') })
const release = v.object({ tag_name: v.string(), draft: v.boolean(), prerelease: v.boolean(), published_at: v.nullish(v.string()), assets: v.array(asset) })

export const github: SourceDriver = {
  kind: 'github',
  schema,
  make: (settings, tools) => {
    const read = v.parse(schema, settings)
    return forgeSource(githubForge(read), read, tools)
  },
  recognise: (typed, tools, signal) => recogniseForge(typed, { kind: 'github', usualHost: 'https://github.com', forgeOf: githubForge }, tools, signal),
}

function githubForge({ repository, host, api = apiOf(host) }: Pick<GithubSettings, 'repository' | 'host' | 'api'>): Forge {
  return {
    name: 'GitHub',
    webUrl: host,
    apiOrigin: new URL(api).origin,
    downloads: [],
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    authorization: (token) => `Bearer ${token}`,
    listUrl: `${api}/repos/${escapedPath(repository)}/releases?per_page=100`,
    tagUrl: (tag) => `${api}/repos/${escapedPath(repository)}/releases/tags/${encodeURIComponent(tag)}`,
    // Made of what we asked for rather than taken from the answer: nothing in it can lead elsewhere.
    urlsOf: (tag, { name, ref }) => ({
      webUrl: `${host}/${escapedPath(repository)}/releases/download/${encodeURIComponent(tag)}/${encodeURIComponent(name)}`,
      apiUrl: `${api}/repos/${escapedPath(repository)}/releases/assets/${encodeURIComponent(ref)}`,
    }),
    readRelease: releaseReader('GitHub', release, ({ tag_name: tag, draft, prerelease, published_at: publishedAt, assets }) => ({
      tag, draft, prerelease, publishedAt,
      assets: assets.filter(({ state }) => state === 'uploaded').map(({ id, name }) => ({ name, ref: String(id) })),
    })),
  }
}

/** https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api; `ghe.com` is Enterprise Cloud with data residency. */
function apiOf(host: string): string {
  const { hostname } = new URL(host)
  if (hostname === 'github.com') return 'https://api.github.com'
  return hostname.endsWith('.ghe.com') ? `https://api.${hostname}` : `${host}/api/v3`
}

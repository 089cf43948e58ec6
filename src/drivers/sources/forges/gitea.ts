import * as v from 'valibot'
import { isTokenInTheClear, tokenFault } from '../stores/access-keys.ts'
import type { SourceDriver } from '../driver.ts'
import { releaseReader } from './forge-json.ts'
import { forgeKeys, instanceKey, repositoryKey } from './forge-keys.ts'
import { forgeSource } from './forge-source.ts'
import { escapedPath, type Forge } from './forge.ts'
import { recogniseForge } from '../recognise/forge-recognised.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('gitea'), v.description('releases of a repository on a Gitea or Forgejo instance (Codeberg is one)')),
    repository: repositoryKey({ from: 2, to: 2 }),
    ...forgeKeys,
    host: instanceKey('the instance, like https://codeberg.org; its interface is at /api/v1 there'),
    api: v.optional(instanceKey('the interface, where it is not at its usual place')),
  }),
  v.check(({ token, host, api }) => !isTokenInTheClear(token, [host, api]), tokenFault),
)
type GiteaSettings = v.InferOutput<typeof schema>

const asset = v.object({ name: v.string() })
const release = v.object({ tag_name: v.string(), draft: v.boolean(), prerelease: v.boolean(), published_at: v.nullish(v.string()), assets: v.nullish(v.array(asset)) })

export const gitea: SourceDriver = {
  kind: 'gitea',
  schema,
  make: (settings, tools) => {
    const read = v.parse(schema, settings)
    return forgeSource(giteaForge(read), read, tools)
  },
  recognise: (typed, tools, signal) => recogniseForge(typed, { kind: 'gitea', usualHost: null, forgeOf: giteaForge }, tools, signal),
}

function giteaForge({ repository, host, api = `${host}/api/v1` }: Pick<GiteaSettings, 'repository' | 'host' | 'api'>): Forge {
  const releases = `${api}/repos/${escapedPath(repository)}/releases`
  return {
    name: 'Gitea',
    webUrl: host,
    apiOrigin: new URL(api).origin,
    downloads: [],
    headers: { accept: 'application/json' },
    authorization: (token) => `token ${token}`,
    // More than the server's own maximum is cut to that, and the Link header goes on from there.
    listUrl: `${releases}?draft=false&limit=50`,
    tagUrl: (tag) => `${releases}/tags/${encodeURIComponent(tag)}`,
    // Made of what we asked for; an instance that does not know its own address (ROOT_URL) lists nonsense. A token counts here, too.
    urlsOf: (tag, { name }) => {
      const url = `${host}/${escapedPath(repository)}/releases/download/${encodeURIComponent(tag)}/${encodeURIComponent(name)}`
      return { webUrl: url, apiUrl: url }
    },
    readRelease: releaseReader('Gitea', release, ({ tag_name: tag, draft, prerelease, published_at: publishedAt, assets }) => ({
      tag, draft, prerelease, publishedAt,
      assets: (assets ?? []).map(({ name }) => ({ name, ref: '' })),
    })),
  }
}

import * as v from 'valibot'
import type { SourceDriver } from '../driver.ts'
import { releaseReader } from './forge-json.ts'
import { downloadsKey, isTokenInTheClear, tokenFault } from '../stores/access-keys.ts'
import { forgeKeys, instanceKey, repositoryKey } from './forge-keys.ts'
import { forgeSource } from './forge-source.ts'
import { escapedPath, type Forge, type ForgeAsset } from './forge.ts'
import { recogniseForge } from '../recognise/forge-recognised.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('gitlab'), v.description('releases of a repository on GitLab, or on an own instance; its files are the links of a release')),
    repository: repositoryKey({ from: 2, to: 20 }),
    ...forgeKeys,
    host: v.optional(instanceKey('the instance; its interface is at /api/v4 there'), 'https://gitlab.com'),
    api: v.optional(instanceKey('the interface, where it is not at its usual place')),
    downloads: downloadsKey,
  }),
  v.check(({ token, host, api }) => !isTokenInTheClear(token, [host, api]), tokenFault),
)
type GitlabSettings = v.InferOutput<typeof schema>

const link = v.object({ name: v.string(), url: v.string(), direct_asset_url: v.nullish(v.string()) })
const release = v.object({ tag_name: v.string(), upcoming_release: v.optional(v.boolean(), false), released_at: v.nullish(v.string()), assets: v.optional(v.object({ links: v.optional(v.array(link), []) }), { links: [] }) })

export const gitlab: SourceDriver = {
  kind: 'gitlab',
  schema,
  make: (settings, tools) => {
    const read = v.parse(schema, settings)
    return forgeSource(gitlabForge(read), read, tools)
  },
  recognise: (typed, tools, signal) => recogniseForge(typed, { kind: 'gitlab', usualHost: 'https://gitlab.com', forgeOf: gitlabForge }, tools, signal),
}

function gitlabForge({ repository, host, api = `${host}/api/v4`, downloads = [] }: Pick<GitlabSettings, 'repository' | 'host' | 'api'> & Partial<Pick<GitlabSettings, 'downloads'>>): Forge {
  const releases = `${api}/projects/${encodeURIComponent(repository)}/releases`
  return {
    name: 'GitLab',
    webUrl: host,
    apiOrigin: new URL(api).origin,
    downloads,
    headers: { accept: 'application/json' },
    // Personal, project and group tokens are all accepted like this.
    authorization: (token) => `Bearer ${token}`,
    listUrl: `${releases}?order_by=released_at&per_page=100&sort=desc`,
    tagUrl: (tag) => `${releases}/${encodeURIComponent(tag)}`,
    urlsOf: (tag, { ref }) => ({ webUrl: ref, apiUrl: byInterface(ref, { pages: `${host}/${escapedPath(repository)}/-/releases/`, releases, tag }) }),
    // GitLab knows no drafts and no pre-releases; one of the future is the nearest thing to a draft.
    readRelease: releaseReader('GitLab', release, ({ tag_name: tag, upcoming_release: draft, released_at: publishedAt, assets }) => ({
      tag, draft, publishedAt, prerelease: false,
      assets: assets.links.flatMap(assetsOf),
    })),
  }
}

/** People name links as they like ("Linux, 64 bit"); the file at its end has a name of its own, which counts as well. */
function assetsOf({ name, url, direct_asset_url: direct }: v.InferOutput<typeof link>): readonly ForgeAsset[] {
  const ref = direct ?? url
  if (!URL.canParse(ref)) return []
  const last = nameAtEnd(ref)
  return last === null || last === name ? [{ name, ref }] : [{ name, ref }, { name: last, ref }]
}

interface Where { readonly pages: string; readonly releases: string; readonly tag: string }

/** Pages of a private project do not know tokens; the same permanent link by way of the interface does. */
function byInterface(webUrl: string, { pages, releases, tag }: Where): string {
  const beginnings = [`${pages}${tag}/downloads/`, `${pages}${encodeURIComponent(tag)}/downloads/`]
  const beginning = beginnings.find((one) => webUrl.startsWith(one))
  return beginning === undefined ? webUrl : `${releases}/${encodeURIComponent(tag)}/downloads/${webUrl.slice(beginning.length)}`
}

function nameAtEnd(url: string): string | null {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  return /^[A-Za-z0-9._+~-]+$/.test(last) ? last : null
}

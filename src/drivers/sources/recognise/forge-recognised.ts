import { failure, isFailure } from '../../../errors.ts'
import { isInChannel } from '../../../release/channel.ts'
import { tagTemplateOf } from '../../../release/recognise/tag-template-of.ts'
import { compareVersions, readTag, type Tagged } from '../../../release/version.ts'
import type { Asker } from '../api-question.ts'
import type { Recognised, SourceTools, Typed } from '../driver.ts'
import { listReleases } from '../forges/forge-listing.ts'
import type { Forge, ForgeRelease } from '../forges/forge.ts'
import { forgeAnswerBytesMax } from '../limits.ts'

/** What tells one kind of forge from the others. */
export interface ForgeKind {
  readonly kind: 'github' | 'gitea' | 'gitlab'
  /** The host that need not be said in the settings; null: each has to be. */
  readonly usualHost: string | null
  readonly forgeOf: (where: { readonly repository: string; readonly host: string }) => Forge
}

/** Hosts of which everybody knows what they are. Any other one is asked for its list of releases, once for each kind. */
const knownHosts: Readonly<Record<string, ForgeKind['kind']>> = { 'github.com': 'github', 'www.github.com': 'github', 'gitlab.com': 'gitlab', 'codeberg.org': 'gitea', 'gitea.com': 'gitea' }

/** A repository's page, or one of its releases; null when it is none of this kind. UNAVAILABLE when it has no release. */
export async function recogniseForge(typed: Typed, kind: ForgeKind, tools: SourceTools, signal: AbortSignal): Promise<Recognised | null> {
  const place = placeOf(typed.address, kind.kind)
  if (place === null) return null
  const forge = kind.forgeOf(place)
  const asker: Asker = { tools, plainHttp: 'refused', headers: forge.headers, token: null, authorization: forge.authorization, answerBytesMax: forgeAnswerBytesMax }
  const releases = await releasesOf(forge, asker, place.host in knownOrigins ? 'known' : 'unknown', signal)
  if (releases === null) return null
  const { release, tagged, template } = meant(releases, place.tag, typed, place.pages)
  return {
    settings: { kind: kind.kind, repository: place.repository, ...(place.host === kind.usualHost ? {} : { host: place.host }), ...(template === '{tag}' ? {} : { tags: template }) },
    address: place.pages, pages: place.pages, name: place.repository.split('/').at(-1) ?? '',
    tag: release.tag, version: tagged.version, names: [...new Set(release.assets.map(({ name }) => name))], archive: null,
  }
}

const knownOrigins: Readonly<Record<string, true>> = Object.fromEntries(Object.keys(knownHosts).map((host) => [`https://${host}`, true as const]))

interface RepositoryPlace { readonly host: string; readonly repository: string; readonly pages: string; readonly tag: string | null }

function placeOf(address: string, kind: ForgeKind['kind']): RepositoryPlace | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  const known = knownHosts[url.hostname]
  if (!/^https?:$/.test(url.protocol) || (known !== undefined && known !== kind)) return null
  const parts = url.pathname.split('/').filter((part) => part !== '')
  const dash = parts.indexOf('-')
  const levels = kind === 'gitlab' ? (dash === -1 ? parts.length : dash) : 2
  const [path, rest] = [parts.slice(0, levels), parts.slice(kind === 'gitlab' && dash !== -1 ? levels + 1 : levels)]
  const repository = path.join('/').replace(/\.git$/, '')
  if (path.length < 2 || !path.every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(part)) || (known === undefined && rest.length > 0 && rest[0] !== 'releases')) return null
  const host = url.hostname === 'www.github.com' ? 'https://github.com' : url.origin
  return { host, repository, pages: `${host}/${repository}`, tag: tagIn(rest) }
}

/** `releases/tag/v1`, `releases/download/v1/file` (GitHub, Gitea), `releases/v1` (GitLab). */
function tagIn([releases, ...rest]: readonly string[]): string | null {
  if (releases !== 'releases' || rest.length === 0 || rest[0] === 'latest') return null
  const named = rest[0] === 'tag' ? rest.slice(1) : rest[0] === 'download' ? rest.slice(1, -1) : rest
  return named.length === 0 ? null : decoded(named.join('/'))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whoever does not answer like a forge of this kind may still be another one. */
async function releasesOf(forge: Forge, asker: Asker, host: 'known' | 'unknown', signal: AbortSignal): Promise<readonly ForgeRelease[] | null> {
  try {
    return await listReleases(forge, asker, signal)
  } catch (thrown) {
    if (host === 'unknown' && isFailure(thrown)) return null
    throw thrown
  }
}

interface Meant { readonly release: ForgeRelease; readonly tagged: Tagged; readonly template: string }

/** The release that was named, else the newest finished one, else the newest. Where no tag is a version, the latest tag that ends in one says what tags look like. */
function meant(releases: readonly ForgeRelease[], tag: string | null, { version }: Typed, pages: string): Meant {
  const read = releases.filter(({ state }) => state === 'published').flatMap((release): readonly Meant[] => {
    const plain = readTag(release.tag)
    const templated = plain === null ? tagTemplateOf(release.tag) : { ...plain, template: '{tag}' }
    return templated === null ? [] : [{ release, tagged: templated, template: templated.template }]
  })
  const named = read.find((one) => (tag !== null ? one.release.tag === tag : version !== null && one.tagged.version === version))
  if (named !== undefined) return named
  if (tag !== null || version !== null) throw failure('UNAVAILABLE', `${pages} has no release ${tag ?? version ?? ''}`)
  const template = read.some((one) => one.template === '{tag}') ? '{tag}' : read[0]?.template
  const ours = read.filter((one) => one.template === template).toSorted((a, b) => compareVersions(b.tagged.version, a.tagged.version))
  const newest = ours.find((one) => isInChannel(one.tagged.version, one.release.mark, null)) ?? ours[0]
  if (newest === undefined) throw failure('UNAVAILABLE', `${pages} has no release whose tag is a version`)
  return newest
}

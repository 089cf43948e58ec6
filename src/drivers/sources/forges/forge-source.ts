import { failure } from '../../../errors.ts'
import { quoted } from '../../../formats/printable.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import { expandTag } from '../../../release/tag-template.ts'
import type { Version } from '../../../release/version.ts'
import type { Offer, Opened, Resume, Source } from '../../../upgrade/ports.ts'
import { type Asker, openAsked } from '../api-question.ts'
import type { SourceTools } from '../driver.ts'
import { assetNamed, choose, type Chosen, incomplete, listingIn, newestComplete, type Wish } from './forge-choice.ts'
import { listReleases, releaseOfTag } from './forge-listing.ts'
import type { AssetUrls, Forge, ForgeRelease } from './forge.ts'
import { forgeAnswerBytesMax } from '../limits.ts'

/** What all forges' settings have. */
export interface ForgeSettings { readonly artifact: string; readonly tags: string; readonly token?: string | undefined; readonly http: 'refused' | 'allowed' }

/** Releases of a repository, with their files. A release is found by its version and its tag, never by what the forge calls the latest. */
export function forgeSource(forge: Forge, settings: ForgeSettings, tools: SourceTools): Source {
  const asker: Asker = { tools, plainHttp: settings.http, headers: forge.headers, token: settings.token ?? null, authorization: forge.authorization, answerBytesMax: forgeAnswerBytesMax }
  const wish: Wish = { artifact: settings.artifact, tags: settings.tags, architecture: tools.architecture }
  // What `find` has learned; another process asks again.
  const learned = new Map<string, ForgeRelease>()
  const learn = (chosen: Chosen, remarks: readonly string[] = []): Offer => {
    const origin = withoutSecrets(forge.urlsOf(chosen.release.tag, chosen.asset).webUrl)
    learned.set(origin, chosen.release)
    return { version: chosen.version, artifact: chosen.artifact, origin, ...(remarks.length > 0 ? { remarks } : {}) }
  }
  // What `list` has seen in this process: what it chose from is what is found, and costs no second question.
  let listed: readonly ForgeRelease[] = []
  const find: Source['find'] = async (wanted, signal) => {
    if (wanted.version === null) {
      const newest = newestComplete(await listReleases(forge, asker, signal), wanted.channel, wish)
      return newest === null ? null : learn(newest.chosen, newest.remarks)
    }
    const tagged = (tag: string): ForgeRelease | null => listed.find((one) => one.tag === tag) ?? null
    const chosen = await exactly(wanted.version, wish, async (tag) => tagged(tag) ?? releaseOfTag(tag, forge, asker, signal))
    return chosen === null ? null : learn(chosen)
  }
  return {
    async list(signal) {
      listed = await listReleases(forge, asker, signal)
      return listingIn(listed, wish)
    },
    find,
    async open(offer, name, resume, signal) {
      if (!learned.has(offer.origin)) await find({ version: offer.version, channel: null }, signal)
      const release = learned.get(offer.origin)
      if (release === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not offered any more`)
      const asset = assetNamed(release, name)
      return asset === null ? null : openAsset({ name, ...forge.urlsOf(release.tag, asset) }, resume, { forge, asker }, signal)
    },
  }
}

interface Place { readonly forge: Forge; readonly asker: Asker }
interface Located extends AssetUrls { readonly name: string }

async function exactly(version: Version, wish: Wish, releaseOf: (tag: string) => Promise<ForgeRelease | null>): Promise<Chosen | null> {
  for (const tag of expandTag(wish.tags, version)) {
    const release = await releaseOf(tag)
    if (release === null || release.state === 'draft') continue
    const chosen = choose(release, version, wish)
    if (chosen === null) throw incomplete(release, version, wish)
    return chosen
  }
  return null
}

/** A signed address of an object store ends after minutes; so what is asked is always the forge, which redirects to a new one. */
async function openAsset(asset: Located, resume: Resume, { forge, asker }: Place, signal: AbortSignal): Promise<Opened> {
  const url = asker.token === null ? asset.webUrl : asset.apiUrl
  const { origin } = new URL(url)
  refuseElsewhere(asset, origin, forge)
  const opened = await openAsked({ url, tokenOrigin: forge.apiOrigin, headers: { accept: 'application/octet-stream' } }, resume, asker, signal)
  if (opened === null) throw failure('UNAVAILABLE', `${withoutSecrets(url)} is listed, but it is not there, or not for everybody`, { next: 'If the releases are private, name a secret with an access token in source.token.' })
  return opened
}

/** Whoever may edit a release may write any address into it; that must not send us into our own network (failures.md J25). */
function refuseElsewhere(asset: Located, origin: string, forge: Forge): void {
  if (origin === forge.apiOrigin || origin === new URL(forge.webUrl).origin || forge.downloads.includes(origin)) return
  throw failure('REFUSED', `${quoted(asset.name)} lies at ${origin}, which is not where the releases are listed`, { next: `If that is right, add "${origin}" to source.downloads.` })
}

import * as v from 'valibot'
import { failure, isFailure } from '../../../errors.ts'
import { type Manifest, parseManifest } from '../../../formats/manifest/manifest.ts'
import { archiveTemplateOf } from '../../../release/recognise/placeholders.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import type { Offer, Source, Wanted } from '../../../upgrade/ports.ts'
import { baseAddress, plainHttp } from '../address.ts'
import { askOnce, type Asker, openAsked } from '../api-question.ts'
import { archiveTemplate } from '../artifact-template.ts'
import type { SourceDriver, SourceTools } from '../driver.ts'
import { downloadsKey, isTokenInTheClear, tokenFault, tokenKey } from '../stores/access-keys.ts'
import { listingIn, type ManifestReader, type Picked, pickNewest, pickVersion, refuseList } from './manifest-choice.ts'

const schema = v.pipe(
  v.strictObject({
    kind: v.pipe(v.literal('manifest'), v.description('a manifest.json that lists releases, as banger publishes it or as app-upgrade publish writes it')),
    url: v.pipe(baseAddress, v.description('address of the manifest; the addresses in it may be relative to it')),
    artifact: v.optional(archiveTemplate),
    product: v.optional(v.pipe(v.string('must be text in quotation marks'), v.minLength(1, 'must not be empty'), v.maxLength(255), v.description('name that the manifest must give itself as its product'))),
    downloads: downloadsKey,
    token: tokenKey,
    http: plainHttp,
  }),
  v.check(({ token, url }) => !isTokenInTheClear(token, [url]), tokenFault),
)
type ManifestSettings = v.InferOutput<typeof schema>

/** One list of everything. Nobody signed it: it says where to look, and the signatures of what lies there say what to believe. */
export const manifest: SourceDriver = {
  kind: 'manifest',
  schema,
  make: (settings, tools) => manifestSource(v.parse(schema, settings), tools),
  async recognise({ address, version }, tools, signal) {
    if (!/^https?:\/\/[^?#]*\.json$/.test(address)) return null
    const settings = { kind: 'manifest' as const, url: address }
    const read = v.parse(schema, settings)
    const picked = pick(await readList(address, askerOf(read, tools), whereOf(read), signal), { version, channel: null }, readerOf(read, tools))
    if (picked === null) return null
    const { files: { artifact, addresses } } = picked
    const template = archiveTemplateOf(artifact, picked.version, tools.architecture) ?? artifact
    const name = picked.product ?? artifact.split(/[-_.]v?\d|[-_](?:linux|amd64)/, 1)[0] ?? artifact
    return { settings, address: withoutSecrets(address), name, tag: picked.version, version: picked.version, names: [...addresses.keys()], archive: { name: artifact, template }, pages: null }
  },
}

function manifestSource(settings: ManifestSettings, tools: SourceTools): Source {
  const asker = askerOf(settings, tools)
  // What `find` has learned; another process asks again.
  const learned = new Map<string, ReadonlyMap<string, string>>()
  // What `list` has seen in this process is not asked for again.
  let listed: Manifest | null = null
  const find: Source['find'] = async (wanted, signal): Promise<Offer | null> => {
    const picked = pick(listed ?? await readList(settings.url, asker, whereOf(settings), signal), wanted, readerOf(settings, tools))
    if (picked === null) return null
    const { version, files: { artifact, addresses }, remarks } = picked
    const origin = withoutSecrets(addresses.get(artifact) ?? settings.url)
    learned.set(origin, addresses)
    return { version, artifact, origin, ...(remarks.length > 0 ? { remarks } : {}) }
  }
  return {
    async list(signal) {
      listed = await readList(settings.url, asker, whereOf(settings), signal)
      refuseList(listed, readerOf(settings, tools))
      return listingIn(listed, readerOf(settings, tools))
    },
    find,
    async open(offer, name, resume, signal) {
      if (!learned.has(offer.origin)) await find({ version: offer.version, channel: null }, signal)
      const addresses = learned.get(offer.origin)
      if (addresses === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not offered any more`)
      const address = addresses.get(name)
      return address === undefined ? null : openAsked({ url: address, tokenOrigin: new URL(settings.url).origin }, resume, asker, signal)
    },
  }
}

/** The release that is meant, for this machine, and what the list calls itself; null when there is no such release. */
function pick(list: Manifest, wanted: Wanted, reader: ManifestReader): (Picked & { readonly product: string | null }) | null {
  refuseList(list, reader)
  const picked = wanted.version === null ? pickNewest(list, wanted.channel, reader) : pickVersion(list, wanted.version, reader)
  return picked === null ? null : { ...picked, product: list.product }
}

const whereOf = ({ url }: ManifestSettings): string => `the manifest ${withoutSecrets(url)}`

function readerOf(settings: ManifestSettings, { architecture, ourVersion, clock }: SourceTools): ManifestReader {
  return {
    where: whereOf(settings), architecture, ourVersion, nowMs: clock.nowMs(),
    artifact: settings.artifact ?? null, product: settings.product ?? null, listing: { url: settings.url, downloads: settings.downloads },
  }
}

function askerOf({ http, token }: ManifestSettings, tools: SourceTools): Asker {
  return { tools, plainHttp: http, headers: { accept: 'application/json' }, token: token ?? null, authorization: (secret) => `Bearer ${secret}`, answerBytesMax: tools.manifestBytesMax }
}

/** UNAVAILABLE when there is none: a list that is gone does not mean that there are no releases. */
async function readList(url: string, asker: Asker, where: string, signal: AbortSignal): Promise<Manifest> {
  const { memory } = asker.tools
  const recalled = await memory.recall(url)
  const known = recalled === null ? null : readRecalled(recalled.bytes, where)
  const reply = await askOnce(url, known === null ? null : recalled, asker, signal)
  if (reply.kind === 'missing') throw failure('UNAVAILABLE', `${where} does not exist, or not for everybody`, { next: 'Correct source.url.' })
  if (reply.kind === 'unchanged' && known !== null) return known
  const list = parseManifest(reply.bytes, where)
  if (reply.kind === 'said' && reply.validator !== null) await memory.keep(url, { validator: reply.validator, bytes: reply.bytes })
  return list
}

/** What cannot be read any more was never remembered. */
function readRecalled(bytes: Uint8Array, where: string): Manifest | null {
  try {
    return parseManifest(bytes, where)
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

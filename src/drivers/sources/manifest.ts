import * as v from 'valibot'
import { failure, isFailure } from '../../errors.ts'
import { type Manifest, parseManifest } from '../../formats/manifest.ts'
import { withoutSecrets } from '../../release/siblings.ts'
import type { Offer, Opened, Resume, Source } from '../../upgrade/ports.ts'
import { baseAddress, plainHttp } from './address.ts'
import { askOnce, type Asker, credentials } from './api-question.ts'
import { archiveTemplate } from './artifact-template.ts'
import type { SourceDriver, SourceTools } from './driver.ts'
import { downloadsKey, isTokenInTheClear, tokenFault, tokenKey } from './access-keys.ts'
import { type ManifestReader, pickNewest, pickVersion, refuseList } from './manifest-choice.ts'

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
}

function manifestSource(settings: ManifestSettings, tools: SourceTools): Source {
  const asker: Asker = { tools, plainHttp: settings.http, headers: { accept: 'application/json' }, token: settings.token ?? null, authorization: (token) => `Bearer ${token}`, answerBytesMax: tools.manifestBytesMax }
  const where = `the manifest ${withoutSecrets(settings.url)}`
  const reader = (): ManifestReader => ({
    where, architecture: tools.architecture, ourVersion: tools.ourVersion, nowMs: tools.clock.nowMs(),
    artifact: settings.artifact ?? null, product: settings.product ?? null, listing: { url: settings.url, downloads: settings.downloads },
  })
  // What `find` has learned; another process asks again.
  const learned = new Map<string, ReadonlyMap<string, string>>()
  const find: Source['find'] = async (wanted, signal): Promise<Offer | null> => {
    const list = await readList(settings.url, asker, where, signal)
    refuseList(list, reader())
    const picked = wanted.version === null ? pickNewest(list, wanted.channel, reader()) : pickVersion(list, wanted.version, reader())
    if (picked === null) return null
    const { version, files: { artifact, addresses }, remarks } = picked
    const origin = withoutSecrets(addresses.get(artifact) ?? settings.url)
    learned.set(origin, addresses)
    return { version, artifact, origin, ...(remarks.length > 0 ? { remarks } : {}) }
  }
  return {
    find,
    async open(offer, name, resume, signal) {
      if (!learned.has(offer.origin)) await find({ version: offer.version, channel: null }, signal)
      const addresses = learned.get(offer.origin)
      if (addresses === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not offered any more`)
      const address = addresses.get(name)
      return address === undefined ? null : openAt(address, resume, { asker, settings }, signal)
    },
  }
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

async function openAt(url: string, resume: Resume, { asker, settings }: { readonly asker: Asker; readonly settings: ManifestSettings }, signal: AbortSignal): Promise<Opened | null> {
  // Elsewhere our token is nobody's business.
  const { authorization = null } = new URL(url).origin === new URL(settings.url).origin ? await credentials(asker) : {}
  const answer = await asker.tools.net.get({
    url, authorization, plainHttp: settings.http, stallMs: asker.tools.stallMs,
    resume: resume.validator === null || resume.fromByte === 0 ? null : { fromByte: resume.fromByte, validator: resume.validator },
  }, signal)
  if (answer === null) return null
  const { fromByte, sizeBytes, validator, bytes } = answer
  return { fromByte, sizeBytes, validator, bytes, close: () => answer.close() }
}

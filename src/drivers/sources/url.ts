import * as v from 'valibot'
import { failure } from '../../errors.ts'
import type { HttpAnswer } from '../../host/types.ts'
import { type ArtifactName, parseArtifactName } from '../../release/artifact.ts'
import { artifactNameOf, siblingOf, withoutSecrets } from '../../release/siblings.ts'
import { type Version, versionsIn } from '../../release/version.ts'
import type { Offer, Resume, Source, Wanted } from '../../upgrade/ports.ts'
import type { SourceDriver, SourceTools } from './driver.ts'
import { openedFrom, resumeOf } from './opened.ts'
import { recogniseUrl } from './recognise/url-recognised.ts'
import { expandUrl, isVersioned, urlTemplateFault } from './url-template.ts'

const schema = v.strictObject({
  kind: v.pipe(v.literal('url'), v.description('releases at an address that is known beforehand')),
  url: v.pipe(
    v.string('must be text in quotation marks'),
    v.check((text) => urlTemplateFault(text) === null, (issue) => urlTemplateFault(issue.input) ?? ''),
    v.description('address of the release archive, with {tag} (v1.2.3 or 1.2.3), {version} (1.2.3), {arch} and {os}; signed lists lie beside it'),
  ),
  http: v.optional(v.pipe(
    v.picklist(['refused', 'allowed'], "must be 'refused' or 'allowed'"),
    v.description('whether plain http:// is acceptable for this source; loopback addresses always are, a redirect from https to http never is'),
  ), 'refused'),
})
type UrlSettings = v.InferOutput<typeof schema>

/** One address, or a template of addresses; everything else lies beside the archive, as JACO publishes it (formats.md 1.2). */
export const url: SourceDriver = {
  kind: 'url',
  schema,
  make: (settings, tools) => urlSource(v.parse(schema, settings), tools),
  names: (settings, filling) => expandUrl(v.parse(schema, settings).url, filling).map(artifactNameOf),
  recognise: (typed, tools, signal) => recogniseUrl(typed, async (name, resume) => {
    const answer = await getter({ http: 'refused' }, tools)(siblingOf(typed.address, parseArtifactName(name)), resume, signal)
    return answer === null ? null : openedFrom(answer)
  }, tools, signal),
}

function urlSource(settings: UrlSettings, tools: SourceTools): Source {
  const get = getter(settings, tools)
  const candidates = (version: Version): readonly string[] => expandUrl(settings.url, { version, architecture: tools.architecture })
  return {
    async find(wanted, signal) {
      const version = versionWanted(settings.url, wanted)
      if (version === null) return null
      for (const address of candidates(version)) {
        const answer = await get(address, { fromByte: 0, validator: null }, signal)
        await answer?.close()
        if (answer !== null) return { version, artifact: artifactNameOf(address), origin: withoutSecrets(address) }
      }
      return null
    },
    async open(offer, name, resume, signal) {
      const address = candidates(offer.version).find((one) => withoutSecrets(one) === offer.origin)
      if (address === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not an address of this source any more`)
      const answer = await get(addressOf(address, offer, name), resume, signal)
      return answer === null ? null : openedFrom(answer)
    },
  }
}

type Gets = (address: string, resume: Resume, signal: AbortSignal) => Promise<HttpAnswer | null>

function getter({ http }: Pick<UrlSettings, 'http'>, { net, stallMs }: SourceTools): Gets {
  return (address, resume, signal) => net.get({
    url: address, plainHttp: http, authorization: null, stallMs,
    resume: resumeOf(resume),
  }, signal)
}

/** Null: this address is of another version. CONFIG when nobody says which version is meant: an address cannot be asked what is new. */
function versionWanted(template: string, wanted: Wanted): Version | null {
  const named = isVersioned(template) ? [] : [...new Set(versionsIn(artifactNameOf(template)))]
  const [only] = named
  if (wanted.version !== null) return named.length === 0 || named.includes(wanted.version) ? wanted.version : null
  if (only !== undefined && named.length === 1) return only
  throw failure('CONFIG', "a source of kind 'url' cannot tell which release is the newest", { next: 'Say which version is wanted, as in app-upgrade@v1.2.3, or give a source that lists releases.' })
}

function addressOf(address: string, offer: Offer, name: ArtifactName): string {
  return name === offer.artifact ? address : siblingOf(address, name)
}

import * as v from 'valibot'
import { failure } from '../../../errors.ts'
import { quoted } from '../../../formats/printable.ts'
import type { View } from '../../../formats/tuf/client.ts'
import { allPaths, findTarget, type Target } from '../../../formats/tuf/find-target.ts'
import { targetFault } from '../../../formats/tuf/names.ts'
import { targetAddress } from '../../../formats/tuf/repository.ts'
import { parseArtifactName } from '../../../release/artifact.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import type { Offer, Source, Wanted } from '../../../upgrade/ports.ts'
import { baseAddress, plainHttp } from '../address.ts'
import { archiveTemplate } from '../artifact-template.ts'
import type { SourceDriver, SourceTools } from '../driver.ts'
import { remarksMax } from '../limits.ts'
import { openTarget } from './open-target.ts'
import { exactly, releasesIn, type TargetNaming } from './releases.ts'
import { viewNow } from './view-now.ts'

const schema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('tuf'), v.description('a repository of The Update Framework (TUF); give a [[trust]] of the same kind, too: what the source says is hearsay')),
  metadata: v.pipe(baseAddress, v.description('address of the directory in which timestamp.json lies')),
  targets: v.pipe(baseAddress, v.description('address of the directory in which the targets lie')),
  root: v.pipe(v.string('must be text in quotation marks'), v.startsWith('/', 'must be a whole path, from /'), v.description("file with the repository's first root, the same as under [[trust]]")),
  artifact: archiveTemplate,
  target: v.optional(v.pipe(v.string('must be text in quotation marks'), v.check((text) => targetFault(text) === null, (issue) => targetFault(issue.input) ?? ''), v.description('path of the release archive among the targets, with {artifact} (its name), {version} and {tag} (v1.2.3)')), '{artifact}'),
  names: v.optional(v.pipe(v.picklist(['hashed', 'plain'], "must be 'hashed' or 'plain'"), v.description("whether files of a repository with consistent snapshots are called <sha256>.<name>, as TUF wants it, or just by their names")), 'hashed'),
  http: plainHttp,
}), v.check(({ artifact, target }) => /\{(?:tag|version)\}/.test(artifact + target), "has no {tag} or {version} in 'artifact' or 'target': that is how releases are told apart"))
export type TufSettings = v.InferOutput<typeof schema>

/** What a TUF repository lists, verified already: a frozen or rolled back list is refused before anything of it is offered (decisions/0023). */
export const tuf: SourceDriver = {
  kind: 'tuf',
  schema,
  make: (settings, tools) => tufSource(v.parse(schema, settings), tools),
}

interface Found { readonly view: View; readonly path: string }

function tufSource(settings: TufSettings, tools: SourceTools): Source {
  const naming: TargetNaming = { artifact: settings.artifact, target: settings.target, architecture: tools.architecture }
  // What `find` has learned; another process asks again.
  const learned = new Map<string, Found>()
  const addressOf = ({ root }: View, target: Target): string | null => {
    const isHashed = root.body.consistent_snapshot && settings.names === 'hashed'
    return targetAddress(settings.targets, target.path, isHashed ? (target.hashes['sha256'] ?? Object.values(target.hashes)[0] ?? '') : null)
  }
  const find = async (wanted: Wanted, signal: AbortSignal): Promise<Offer | null> => {
    const view = await viewNow(settings, tools, signal)
    const remarks: string[] = []
    const candidates = wanted.version === null ? releasesIn(await allPaths(view), naming, wanted) : exactly(wanted.version, naming)
    for (const { path, version, artifact } of candidates) {
      const target = await findTarget(view, path)
      const address = target === null ? null : addressOf(view, target)
      if (target !== null && address !== null && (target.version === null || target.version === version || target.version === `v${version}`)) {
        const origin = withoutSecrets(address)
        learned.set(origin, { view, path })
        return { version, artifact: parseArtifactName(artifact), origin, ...(remarks.length > 0 ? { remarks } : {}) }
      }
      if (wanted.version === null && remarks.length < remarksMax) remarks.push(`the target ${quoted(path)} was passed over: ${target === null ? 'no role that may name it does' : 'its path or its own version contradicts it'}`)
    }
    return null
  }
  return {
    find,
    async open(offer, name, resume, signal) {
      if (!learned.has(offer.origin)) await find({ version: offer.version, channel: null }, signal)
      const found = learned.get(offer.origin)
      if (found === undefined) throw failure('UNAVAILABLE', `${offer.origin} is not offered any more`)
      const target = await findTarget(found.view, found.path.slice(0, found.path.lastIndexOf('/') + 1) + name)
      const address = target === null ? null : addressOf(found.view, target)
      return target === null || address === null ? null : openTarget({ address, lengthBytes: target.lengthBytes, plainHttp: settings.http }, resume, tools, signal)
    },
  }
}

import * as v from 'valibot'
import { failure } from '../../../errors.ts'
import type { View } from '../../../formats/tuf/client.ts'
import { findTarget, type Target } from '../../../formats/tuf/find-target.ts'
import { targetAddress } from '../../../formats/tuf/repository.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import type { Offer, Source, Wanted } from '../../../upgrade/ports.ts'
import type { SourceDriver, SourceTools } from '../driver.ts'
import { listedTargets, offeredTarget } from './offered.ts'
import { openTarget } from './open-target.ts'
import { tufSchema, type TufSettings } from './tuf-settings.ts'
import { viewNow } from './view-now.ts'

/** What a TUF repository lists, verified already: a frozen or rolled back list is refused before anything of it is offered (decisions/0023). */
export const tuf: SourceDriver = {
  kind: 'tuf',
  schema: tufSchema,
  make: (settings, tools) => tufSource(v.parse(tufSchema, settings), tools),
}

interface Found { readonly view: View; readonly path: string }

function tufSource(settings: TufSettings, tools: SourceTools): Source {
  const naming = { artifact: settings.artifact, target: settings.target, architecture: tools.architecture }
  // What `find` has learned; another process asks again.
  const learned = new Map<string, Found>()
  const addressOf = ({ root }: View, target: Target): string | null => {
    const isHashed = root.body.consistent_snapshot && settings.names === 'hashed'
    return targetAddress(settings.targets, target.path, isHashed ? (target.hashes['sha256'] ?? Object.values(target.hashes)[0] ?? '') : null)
  }
  // What `list` has seen in this process is not asked for again.
  let listed: View | null = null
  const find = async (wanted: Wanted, signal: AbortSignal): Promise<Offer | null> => {
    const view = listed ?? await viewNow(settings, tools, signal)
    const offered = await offeredTarget(view, wanted, naming, (target) => addressOf(view, target))
    if (offered === null) return null
    const { path, version, artifact, address, remarks } = offered
    const origin = withoutSecrets(address)
    learned.set(origin, { view, path })
    return { version, artifact, origin, ...(remarks.length > 0 ? { remarks } : {}) }
  }
  return {
    async list(signal) {
      listed = await viewNow(settings, tools, signal)
      return listedTargets(listed, naming)
    },
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

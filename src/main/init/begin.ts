import { type AppDraft, draftOf } from '../../config/draft/draft-of.ts'
import type { InitReport, InitRequest } from '../../config/draft/init-report.ts'
import type { SourceTools } from '../../drivers/sources/driver.ts'
import { recognised, sourceOfValid } from '../../drivers/sources/table.ts'
import { readVersion } from '../../release/version.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Offer, Source } from '../../upgrade/ports.ts'
import { appNameOf } from './app-name.ts'
import { archiveIn } from './archive-in.ts'
import { holesIn } from './holes.ts'
import { type Informants, knownOf } from './questions.ts'
import { looked, type Looking } from './looked.ts'

export interface BeginTools extends Looking {
  readonly sources: SourceTools
  readonly ask: Informants['ask']
  readonly startedBy: Informants['startedBy']
  /** Throws where no file of this app may be written: nobody answers questions for nothing. */
  readonly beforeAsking: (app: string) => Promise<void>
  readonly places: (app: string) => Places
  readonly systemctl: string
}

/** A look at somebody's newest release, and the text of an app file for it. Nothing is written, run or believed. */
export async function beginApp(request: InitRequest, tools: BeginTools, signal: AbortSignal): Promise<InitReport> {
  const version = request.version === null ? null : readVersion(request.version)
  const found = await recognised({ address: request.address, version }, tools.sources, signal)
  const app = request.app ?? appNameOf(found.name)
  await tools.beforeAsking(app)
  const places = tools.places(app)
  const archive = archiveIn(found, { architecture: tools.sources.architecture, app })
  const settings = archive.template === null ? found.settings : { ...found.settings, artifact: archive.template }
  const notes: string[] = []
  const offered = archive.isKnown ? await offerOf(sourceOfValid(settings, tools.sources), found.version, signal) : null
  const { trust, contents } = await looked({ found, archive, offered, app, look: request.look }, { ...tools, notes }, signal)
  const known = await knownOf({ app, trust, contents, usual: places.usual }, tools)
  const draft: AppDraft = {
    app, path: `${places.config}/${app}.toml`, address: found.address, release: found.tag, source: found.settings,
    archive: archive.choice, contents, files: known.files, units: known.units, here: known.here, usual: places.usual,
  }
  const text = draftOf(draft, trust, { key: known.key, pages: found.pages, version: found.version })
  return {
    app, address: found.address, source: found.settings.kind, release: found.tag, artifact: offered?.offer.artifact ?? archive.name, trust: trust.kind,
    file: null, text, holes: await holesIn(text, app, places), notes, start: `${tools.systemctl} start app-upgrade@${app}`,
  }
}

export interface Offered { readonly offer: Offer; readonly source: Source }

/** Asked for exactly as an upgrade will ask: what is proposed is also what is found. */
async function offerOf(source: Source | null, version: Offer['version'], signal: AbortSignal): Promise<Offered | null> {
  if (source === null) return null
  const offer = await source.find({ version, channel: null }, signal)
  return offer === null ? null : { offer, source }
}

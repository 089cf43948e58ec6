import { posix } from 'node:path'
import * as v from 'valibot'
import type { Settings } from '../../config/settings.ts'
import type { BundleWanted } from '../../drivers/sources/bundle.ts'
import { sources } from '../../drivers/sources/table.ts'
import { failure } from '../../errors.ts'
import type { Request } from '../../upgrade/report.ts'

/** Settings with what was asked for beyond the instance name. USAGE for what no settings file could say either. */
export function asAsked(settings: Settings, { url, prefix, bundle }: Pick<Request, 'url' | 'prefix' | 'bundle'>): Settings {
  return withPrefix(withBundle(withUrl(settings, url), bundle), prefix)
}

/** A directory that somebody carried here replaces the source and its mirrors, and nothing else: what lies in it must be signed all the same. */
function withBundle(settings: Settings, bundle: string | null): Settings {
  if (bundle === null) return settings
  return { ...settings, source: { kind: 'bundle', path: bundle, template: templateOf(settings.source), app: settings.app }, mirrors: [] }
}

/** The bundle that was put in the source's place; null when the source is what the app's file says. */
export function bundleIn({ source }: Pick<Settings, 'source'>): BundleWanted | null {
  return source.kind === 'bundle' ? (source as unknown as BundleWanted) : null
}

/** What the app's own source calls a release's archive; null where its names tell of no version and no processor, or it has none. */
function templateOf({ kind, artifact, url }: Settings['source']): string | null {
  if (typeof artifact === 'string') return artifact
  if (kind !== 'url' || typeof url !== 'string') return null
  return /([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1] ?? null
}

/** A URL typed by root replaces the source and its mirrors, and nothing else: what it leads to must be signed all the same. */
function withUrl(settings: Settings, url: string | null): Settings {
  if (url === null) return settings
  const source = { kind: 'url', url, http: settings.source['http'] ?? 'refused' }
  // What was typed has passed no schema yet; its driver would take a mistake in it for a bug of ours.
  const [issue] = v.safeParse(sources.url.schema, source).issues ?? []
  if (issue !== undefined) throw failure('USAGE', `the URL of the release ${issue.message}`, { next: 'A release URL looks like https://example.org/app-v1.2.3-linux-amd64.tar.gz' })
  return { ...settings, source, mirrors: [] }
}

function withPrefix(settings: Settings, prefix: string | null): Settings {
  if (prefix === null) return settings
  const [first, ...rest] = settings.binaries.map(({ name, publicPath }) => ({ name, publicPath: posix.join(prefix, posix.basename(publicPath)) }))
  return first === undefined ? settings : { ...settings, binaries: [first, ...rest] }
}

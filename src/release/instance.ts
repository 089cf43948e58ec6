import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { instanceBytesMax } from './limits.ts'
import { readTag, type Tagged } from './version.ts'

declare const brand: unique symbol
/** An app's name, safe as the base name of its files: `^[a-z0-9][a-z0-9_-]{0,62}$`. */
export type AppName = string & { readonly [brand]: 'AppName' }
/** A channel's name, of the same form; whether it exists is the configuration's to say. */
export type ChannelName = string & { readonly [brand]: 'ChannelName' }

/** What an instance name asks for. `app` null: the one enabled app is meant. */
export interface Instance { readonly app: AppName | null; readonly wanted: InstanceWanted }
export type InstanceWanted =
  | ({ readonly kind: 'version' } & Tagged)
  | { readonly kind: 'channel'; readonly name: ChannelName }
  | { readonly kind: 'newest' }

/** What is said of every app of a host stands in files of this name: no app can be called so. */
export const everyApp = 'all'
const namePattern = /^[a-z0-9][a-z0-9_-]{0,62}$/
const next = 'Instances look like v1.2.3, jaco@v1.2.3, jaco@beta or jaco.'

/**
 * Reads what stands behind the `@` of a unit name, as `%i` hands it on: `v0.2.0`, `jaco@v0.2.0`, `jaco@beta`, `jaco`. `\x2d` is
 * read as `-`; nothing else is unescaped, because un-escaping turns `-` into `/` and smuggles line feeds and options
 * (failures.md E06, E11, E23). A bare word is a version if it is one, else an app. USAGE for everything else.
 */
export function parseInstance(raw: string): Instance {
  const text = unescape(raw)
  const parts = text.split('@')
  const [first = '', second] = parts
  if (text === '') throw refused(raw, 'it is empty')
  if (parts.length > 2) throw refused(raw, "it has more than one '@'")
  if (second !== undefined) return { app: appIn(first, raw), wanted: wantedIn(second, raw) }
  const tagged = readTag(first)
  if (tagged !== null) return { app: null, wanted: { kind: 'version', ...tagged } }
  return { app: appIn(first, raw), wanted: { kind: 'newest' } }
}

/** USAGE when the text is not an app's name. */
export function parseAppName(text: string): AppName {
  return appIn(text, text)
}

/** USAGE when the text is not a channel's name. */
export function parseChannelName(text: string): ChannelName {
  if (namePattern.test(text)) return text as ChannelName
  throw failure('USAGE', `${quoted(text, 80)} cannot be a channel's name: ${whyNoName(text)}`)
}

function unescape(raw: string): string {
  if (Buffer.byteLength(raw) > instanceBytesMax) throw refused(raw, `it is longer than ${instanceBytesMax} bytes`)
  const text = raw.replaceAll('\\x2d', '-')
  if (text.includes('\\')) throw refused(raw, "'\\x2d' is the only escape that is read")
  return text
}

function appIn(text: string, raw: string): AppName {
  if (text === everyApp) throw failure('USAGE', `'${everyApp}' is no app: it means every app of this host`, { next })
  if (namePattern.test(text)) return text as AppName
  throw refused(raw, `${quoted(text, 80)} is neither a version nor an app's name: ${whyNoName(text)}`)
}

function wantedIn(text: string, raw: string): InstanceWanted {
  // An empty version is a script's unset variable, not a wish for the newest.
  if (text === '') throw refused(raw, "nothing stands behind the '@'")
  const tagged = readTag(text)
  if (tagged !== null) return { kind: 'version', ...tagged }
  if (namePattern.test(text)) return { kind: 'channel', name: text as ChannelName }
  throw refused(raw, `${quoted(text, 80)} is neither a version nor a channel's name: ${whyNoName(text)}`)
}

function whyNoName(text: string): string {
  if (text === '') return 'it is empty'
  if (text.length > 63) return 'it is longer than 63 characters'
  const odd = /[^a-z0-9_-]/u.exec(text)
  if (odd !== null) return `${quoted(odd[0])} is not one of a-z, 0-9, _ and -`
  return `it begins with ${quoted(text.slice(0, 1))}`
}

function refused(raw: string, why: string): Error {
  return failure('USAGE', `instance name ${quoted(raw, 80)} cannot be used: ${why}`, { next })
}

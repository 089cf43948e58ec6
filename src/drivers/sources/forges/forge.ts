import type { Mark } from '../../../release/channel.ts'

/** A release as a forge lists it, in the words that all forges share. Hearsay, like everything a source says. */
export interface ForgeRelease {
  readonly tag: string
  /** `draft`: not, or not yet, for others. */
  readonly state: 'published' | 'draft'
  readonly mark: Mark
  readonly publishedAtMs: number | null
  readonly assets: readonly ForgeAsset[]
}
/** Small, because whole lists of them are remembered. */
export interface ForgeAsset {
  readonly name: string
  /** What the forge needs besides the name to find it: a number, an address, nothing. */
  readonly ref: string
}
export interface AssetUrls {
  /** The file on the forge's web pages: for everybody, and for messages. */
  readonly webUrl: string
  /** The same file by way of the interface, which is where a token counts. */
  readonly apiUrl: string
}

/** One kind of forge, as one app's settings describe it: addresses, headers and the shape of answers. */
export interface Forge {
  /** For messages: `GitHub`. */
  readonly name: string
  /** Its pages, without a slash at the end. */
  readonly webUrl: string
  /** The only place a token goes to: https://api.github.com */
  readonly apiOrigin: string
  /** Sent with each question. */
  readonly headers: Readonly<Record<string, string>>
  /** Where else files may lie; empty: only where the forge is. */
  readonly downloads: readonly string[]
  readonly authorization: (token: string) => string
  /** First page of all releases, the latest first. */
  readonly listUrl: string
  /** The release of exactly this tag. */
  readonly tagUrl: (tag: string) => string
  readonly urlsOf: (tag: string, asset: ForgeAsset) => AssetUrls
  /** DATA when the answer has another shape. */
  readonly readRelease: (json: unknown) => ForgeRelease
}

/** Each part of a path, escaped; slashes stay. */
export function escapedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

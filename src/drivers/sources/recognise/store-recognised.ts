import type { Recognised, SourceTools, Typed } from '../driver.ts'
import type { Place } from '../place.ts'
import { recognisePlace } from './place-recognised.ts'

export interface StoreAddress { readonly settings: Recognised['settings']; readonly prefix: string; readonly name: string }

/** A bucket, and how releases lie in it. */
export async function recogniseStore({ address, version }: Typed, store: StoreAddress, place: Place, { tools, signal }: { readonly tools: SourceTools; readonly signal: AbortSignal }): Promise<Recognised | null> {
  const found = await recognisePlace(place, { version, architecture: tools.architecture }, signal)
  if (found === null) return null
  const { layout, ...release } = found
  const settings = { ...store.settings, ...(store.prefix === '' ? {} : { prefix: store.prefix }), ...(layout === 'flat' ? {} : { layout }) }
  return { ...release, settings, address: address.replace(/[?#].*$/s, ''), name: store.name, pages: null }
}

/** `s3://bucket/some/prefix?region=eu-central-1`: the parts; null for another scheme. */
export function bucketIn(address: string, scheme: string): { readonly bucket: string; readonly prefix: string; readonly query: Readonly<Record<string, string>>; readonly name: string } | null {
  const [, bucket = '', path = '', query = ''] = new RegExp(`^${RegExp.escape(scheme)}://([A-Za-z0-9._-]+)(/[^?#]*)?(?:\\?([^#]*))?$`).exec(address) ?? []
  if (bucket === '') return null
  const prefix = path.replaceAll(/^\/+|\/+$/g, '')
  return { bucket, prefix, query: Object.fromEntries(new URLSearchParams(query)), name: prefix.split('/').at(-1) || bucket }
}

import { failure } from '../../../errors.ts'
import { childOf, parseXml, textOf } from '../../../formats/stores/xml.ts'
import type { Page } from './bucket.ts'

/** One page of List Blobs. DATA when it is something else. */
export function readAzurePage(bytes: Uint8Array): Page {
  const root = parseXml(bytes)
  const blobs = childOf(root, 'Blobs')
  if (root.name !== 'EnumerationResults' || blobs === null) throw failure('DATA', `the object store answers with '${root.name}' when asked for a listing`)
  const all = (entry: string): readonly string[] => blobs.children.filter((child) => child.name === entry).map((child) => textOf(child, 'Name')).filter((name) => name !== null)
  const next = textOf(root, 'NextMarker') ?? ''
  return { kind: 'page', keys: all('Blob'), prefixes: all('BlobPrefix'), next: next === '' ? null : next }
}

import { failure } from '../../../errors.ts'
import { parseXml, textOf, type XmlElement } from '../../../formats/stores/xml.ts'
import type { Page } from './bucket.ts'

/** One page of ListObjectsV2. DATA when it is something else, or says that it goes on but not where. */
export function readS3Page(bytes: Uint8Array): Page {
  const root = parseXml(bytes)
  if (root.name !== 'ListBucketResult') throw failure('DATA', `the object store answers with '${root.name}' when asked for a listing`)
  const next = textOf(root, 'NextContinuationToken')
  if (textOf(root, 'IsTruncated') === 'true' && next === null) throw failure('DATA', 'the object store cuts its listing short and does not say where it goes on')
  return { kind: 'page', keys: all(root, 'Contents', 'Key'), prefixes: all(root, 'CommonPrefixes', 'Prefix'), next: textOf(root, 'IsTruncated') === 'true' ? next : null }
}

function all(root: XmlElement, entry: string, field: string): readonly string[] {
  return root.children.filter((child) => child.name === entry).map((child) => textOf(child, field)).filter((text) => text !== null)
}

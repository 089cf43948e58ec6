import { isFailure } from '../../errors.ts'
import type { Disk, ReadsDisk } from '../../host/types.ts'
import type { Listing } from '../../release/listing.ts'
import { replaceNote } from '../durable.ts'
import { listingBytesMax } from '../limits.ts'
import { bounded, listingFrom, record } from '../memory/listing-json.ts'

/** What the acquiring half saw at the source. `damaged`: it wrote something else, or somebody else did. */
export type Told = { readonly kind: 'listed'; readonly listing: Listing } | { readonly kind: 'nothing' } | { readonly kind: 'damaged'; readonly because: string }

/** Left for the owner's half, whatever comes of the run: also when nothing may be taken. */
export async function leaveListing(disk: Disk, path: string, listing: Listing): Promise<void> {
  await replaceNote(disk, path, written(bounded(listing)), 0o644)
}

/** Of another run: what was seen then is not seen now. May be repeated. */
export async function forgetListing(disk: Disk, path: string): Promise<void> {
  await disk.remove(path)
}

/** Hearsay. Nothing that lies there stops a run: neither a link, nor a gigabyte, nor nonsense. */
export async function readListing(disk: ReadsDisk, path: string): Promise<Told> {
  try {
    const bytes = await disk.read(path, listingBytesMax)
    return bytes === null ? { kind: 'nothing' } : { kind: 'listed', listing: parsed(bytes) }
  } catch (thrown) {
    if (isFailure(thrown)) return { kind: 'damaged', because: thrown.message }
    if (thrown instanceof Error) return { kind: 'damaged', because: `'${path}' is no listing: ${thrown.message.slice(0, 200)}` }
    throw thrown
  }
}

/** The oldest releases go until it fits. */
function written({ releases, tops }: Listing): Uint8Array {
  const bytes = Buffer.from(`${JSON.stringify({ schema: 1, releases, tops })}\n`)
  return bytes.length <= listingBytesMax ? bytes : written({ releases: releases.slice(0, Math.floor(releases.length * 0.8)), tops })
}

function parsed(bytes: Uint8Array): Listing {
  const said = record(JSON.parse(Buffer.from(bytes).toString('utf8')))
  if (said['schema'] !== 1) throw new Error('its schema is unknown')
  return listingFrom(said)
}

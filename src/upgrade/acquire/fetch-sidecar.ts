import { failure, isFailure } from '../../errors.ts'
import type { Clock } from '../../host/types.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import { fetchBarrenMax, fetchBytesPerSecondMin } from '../limits.ts'
import { paced, refuseShort } from './pace.ts'
import type { Offer, Opened, Source } from '../ports.ts'

export interface SidecarTools { readonly source: Source; readonly clock: Clock; readonly stallMs: number }
export interface SidecarWanted { readonly name: ArtifactName; readonly sizeBytesMax: number }

/** A small file beside the artifact, whole, in memory. REFUSED when there is none, DATA when it is larger than it may be. */
export async function fetchSidecar(offer: Offer, wanted: SidecarWanted, tools: SidecarTools, signal: AbortSignal): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchOnce(offer, wanted, tools, signal)
    } catch (thrown) {
      if (!isFailure(thrown) || thrown.code !== 'IO' || signal.aborted || attempt >= fetchBarrenMax) throw thrown
    }
  }
}

async function fetchOnce(offer: Offer, { name, sizeBytesMax }: SidecarWanted, tools: SidecarTools, signal: AbortSignal): Promise<Uint8Array> {
  const opened = await tools.source.open(offer, name, { fromByte: 0, validator: null }, signal)
  if (opened === null) throw failure('REFUSED', `there is no '${name}' beside '${offer.artifact}'`, { next: 'An unsigned release is not used. Ask its publisher, or correct the names in the trust settings.' })
  try {
    return await whole(opened, { name, sizeBytesMax }, tools)
  } finally {
    await opened.close()
  }
}

async function whole(opened: Opened, { name, sizeBytesMax }: SidecarWanted, { clock, stallMs }: SidecarTools): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let received = 0
  for await (const chunk of paced(opened.bytes, { windowMs: stallMs, bytesPerSecondMin: fetchBytesPerSecondMin, clock })) {
    received += chunk.length
    if (received > sizeBytesMax) throw failure('DATA', `'${name}' is larger than ${sizeBytesMax} bytes`)
    chunks.push(chunk)
  }
  refuseShort(name, received, opened.sizeBytes)
  return Buffer.concat(chunks)
}

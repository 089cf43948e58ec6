import type { Hash } from 'node:crypto'
import { posix } from 'node:path'
import { failure, isFailure } from '../../errors.ts'
import { sizeText } from '../../formats/size.ts'
import type { Clock, Disk, Files, Ownership, WritableFile } from '../../host/types.ts'
import type { ArtifactDigest } from '../../release/artifact.ts'
import { fetchAttemptsMax, fetchBarrenMax, fetchBytesPerSecondMin, fetchTellEveryMs } from '../limits.ts'
import { paced, refuseShort } from './pace.ts'
import { beginRecord, dropPartial, nothingPrior, partialOf, priorOf, type Partial, type Prior } from './partial.ts'
import type { Offer, Opened, Source, UpgradeEvent } from '../ports.ts'

export interface FetchTools {
  readonly source: Source
  readonly disk: Disk
  readonly files: Files
  readonly clock: Clock
  /** Readable for the half that uses it: that one is root, but without the right to read everything. */
  readonly ownership: Ownership
  readonly artifactBytesMax: number
  readonly stallMs: number
  readonly tell: (event: UpgradeEvent) => void
}
/** A complete file, durable, and still unbelieved. */
export interface Fetched { readonly partial: Partial; readonly digest: ArtifactDigest; readonly resumedFromByte: number }

/**
 * Fetches a release's artifact into `downloads`, going on where an earlier attempt was cut off. A network failure keeps what came;
 * everything else (a limit, the disk) removes it. REFUSED for too large, UNAVAILABLE for not there, IO when it cannot be had whole.
 */
export async function fetchArtifact(offer: Offer, downloads: string, tools: FetchTools, signal: AbortSignal): Promise<Fetched> {
  const partial = partialOf(downloads, offer)
  let barren = 0
  for (let attempt = 1; ; attempt++) {
    const progress: Progress = { bytes: 0, disk: 'sound' }
    try {
      return await attemptOnce({ offer, partial, tools, progress, signal })
    } catch (thrown) {
      barren = progress.bytes > 0 ? 0 : barren + 1
      if (!isCut(thrown) || progress.disk === 'failed') await dropPartial(partial, tools.disk)
      if (!isCut(thrown) || progress.disk === 'failed' || signal.aborted || barren >= fetchBarrenMax || attempt >= fetchAttemptsMax) throw thrown
    }
  }
}

interface Progress { bytes: number; disk: 'sound' | 'failed' }
interface Attempt { readonly offer: Offer; readonly partial: Partial; readonly tools: FetchTools; readonly progress: Progress; readonly signal: AbortSignal }

async function attemptOnce(attempt: Attempt): Promise<Fetched> {
  const { offer, partial, tools, progress, signal } = attempt
  const prior = await watchDisk(progress)(() => priorOf(partial, tools.artifactBytesMax, tools))
  const opened = await tools.source.open(offer, offer.artifact, { fromByte: prior.bytes, validator: prior.validator }, signal)
  if (opened === null) throw failure('UNAVAILABLE', `'${offer.artifact}' is not at ${offer.origin}`)
  try {
    const from = startOf(opened, prior, offer)
    await refuseTooMuch(opened, offer, posix.dirname(partial.path), tools)
    return await receive(attempt, opened, from)
  } finally {
    await opened.close()
  }
}

function startOf(opened: Opened, prior: Prior, offer: Offer): Prior {
  if (opened.fromByte === prior.bytes) return prior
  if (opened.fromByte === 0) return nothingPrior()
  throw failure('PROTOCOL', `${offer.origin} goes on at byte ${opened.fromByte} though ${prior.bytes} was asked for`)
}

/** Before the first byte: a promise of too much is believed, a promise of little is not (the bytes are counted). */
async function refuseTooMuch({ sizeBytes, fromByte }: Opened, offer: Offer, directory: string, tools: FetchTools): Promise<void> {
  if (sizeBytes === null) return
  if (sizeBytes > tools.artifactBytesMax) throw tooLarge(offer, tools)
  const { freeBytes } = await tools.files.space(directory)
  if (freeBytes < sizeBytes - fromByte) throw failure('CANT_CREATE', `'${offer.artifact}' has ${sizeText(sizeBytes)}, but only ${sizeText(freeBytes)} are free in '${directory}'`, { next: `make room on this file system ('df -h ${directory}') and try again` })
}

async function receive({ offer, partial, tools, progress }: Attempt, opened: Opened, prior: Prior): Promise<Fetched> {
  const onDisk = watchDisk(progress)
  const file = await onDisk(() => openPartial(partial, opened, prior, tools))
  const received = { bytes: prior.bytes, toldAtMs: Number.NEGATIVE_INFINITY }
  try {
    for await (const chunk of paced(opened.bytes, paceOf(tools))) {
      received.bytes += chunk.length
      progress.bytes += chunk.length
      if (received.bytes > tools.artifactBytesMax) throw tooLarge(offer, tools)
      prior.hash.update(chunk)
      await onDisk(() => file.write(chunk))
      tellSometimes(offer, received, opened.sizeBytes, tools)
    }
    refuseShort(offer.artifact, received.bytes, opened.sizeBytes)
    await onDisk(() => file.sync())
  } finally {
    await file.close()
  }
  tools.tell({ kind: 'fetching', artifact: offer.artifact, receivedBytes: received.bytes, sizeBytes: received.bytes })
  return { partial, digest: digestOf(prior.hash, received.bytes), resumedFromByte: prior.bytes }
}

async function openPartial(partial: Partial, opened: Opened, prior: Prior, tools: FetchTools): Promise<WritableFile> {
  if (prior.bytes > 0) return tools.files.resume(partial.path, prior.bytes)
  await beginRecord(partial, { validator: opened.validator, sizeBytes: opened.sizeBytes }, tools.disk)
  return tools.files.create(partial.path, tools.ownership)
}

/** A failing disk is no failing network: what it holds is lost, not to be resumed (failures.md F03, F04). */
function watchDisk(progress: Progress): <T>(effect: () => Promise<T>) => Promise<T> {
  return async (effect) => {
    try {
      return await effect()
    } catch (thrown) {
      progress.disk = 'failed'
      throw thrown
    }
  }
}

function tellSometimes(offer: Offer, received: { bytes: number; toldAtMs: number }, sizeBytes: number | null, { clock, tell }: FetchTools): void {
  const nowMs = clock.monotonicMs()
  if (nowMs - received.toldAtMs < fetchTellEveryMs) return
  received.toldAtMs = nowMs
  tell({ kind: 'fetching', artifact: offer.artifact, receivedBytes: received.bytes, sizeBytes })
}

function tooLarge(offer: Offer, { artifactBytesMax }: FetchTools): Error {
  return failure('REFUSED', `'${offer.artifact}' is larger than ${artifactBytesMax} bytes`, { next: "If that is right, raise 'artifact' under [limits]." })
}

function isCut(thrown: unknown): boolean {
  return isFailure(thrown) && (thrown.code === 'IO' || thrown.code === 'UNAVAILABLE')
}

function digestOf(hash: Hash, sizeBytes: number): ArtifactDigest {
  return { sha256: hash.digest('hex'), sizeBytes }
}

function paceOf({ stallMs, clock }: FetchTools): { windowMs: number; bytesPerSecondMin: number; clock: Clock } {
  return { windowMs: stallMs, bytesPerSecondMin: fetchBytesPerSecondMin, clock }
}

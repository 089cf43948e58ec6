import { failure, isFailure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { type Kept, readKept } from './kept.ts'
import { rootBytesMax, rootRotationsMax, snapshotBytesMax, targetsBytesMax, timestampBytesMax } from './limits.ts'
import { readRoot, readSnapshot, readTargets, readTimestamp, refuseOtherBytes, refuseUnsigned, type Metadata, type Root, type Snapshot, type Targets, type Timestamp } from './metadata.ts'
import { readKey } from './key.ts'
import { type Fetches, repositoryOf } from './repository.ts'
import type { Keys, RoleKeys } from './shape.ts'

export interface Beginning {
  /** The first root, as somebody put it here by hand. */
  readonly pinned: Uint8Array
  /** One moment for the whole run: what expires meanwhile has not expired (TUF 5.1, 5.3.10). */
  readonly atMs: number
  /** What was believed the last time: nothing older is believed now. Null: nothing yet. */
  readonly before: Kept | null
  readonly repository: Fetches
}

/** A repository at one moment, every byte of it vouched for by the pinned root. */
export interface View {
  readonly root: Root
  readonly targets: Targets
  /** A further role, whose keys the delegating role names. */
  delegated(role: string, signers: { readonly keys: Keys; readonly role: RoleKeys }): Promise<Targets>
  /** When the first of what was loaded so far expires. */
  expiresAtMs(): number
  /** What was loaded so far. */
  kept(): Kept
}

/** The client's workflow (TUF specification 1.0, section 5). TAMPERED, REFUSED or DATA when it does not hold; `repository` may fail in its own ways. */
export async function refresh({ pinned, atMs, before, repository }: Beginning): Promise<View> {
  const first = pinnedRoot(pinned)
  const seen = before === null ? null : lookBackOr(first, before)
  try {
    const { root, roots } = await newestRoot(seen?.root ?? first, seen?.roots ?? [], repository)
    refuseExpired(root, atMs)
    const past = seen === null || areRotated(seen.root, root) ? null : seen
    const timestamp = await newestTimestamp(root, past?.timestamp ?? null, { repository, atMs })
    const snapshot = await matchingSnapshot({ root, timestamp, past: past?.snapshot ?? null }, { repository, atMs })
    return await viewOf({ root, roots, timestamp, snapshot, old: before?.targets ?? new Map<string, Uint8Array>() }, { repository, atMs })
  } catch (thrown) {
    throw isAlarm(thrown, seen, atMs) ? failure('REFUSED', `there is nothing newer than metadata that expired on ${new Date(seen?.timestamp.expiresAtMs ?? 0).toISOString()}`, { cause: thrown, next: 'Somebody may be withholding newer releases; or the repository, or our way to it, has been out of order since.' }) : thrown
  }
}

/** The version of a root that was put here by hand. */
export function pinnedRoot(bytes: Uint8Array): Root {
  const root = readRoot(bytes, 'the pinned root')
  // An expired one is good enough to begin with (TUF 5.3).
  refuseUnsigned(root, root.body.keys, root.body.roles.root)
  return root
}

type Means = Pick<Beginning, 'repository' | 'atMs'>
interface Seen { readonly root: Root; readonly roots: readonly Uint8Array[]; readonly timestamp: Timestamp; readonly snapshot: Snapshot }

/** What was kept, verified again from the pinned root on: somebody may have edited it. Expired is no matter: it only says what was there once. */
function lookBack(first: Root, { roots, timestamp, snapshot }: Kept): Seen {
  let root = first
  for (const bytes of roots) root = nextRoot(root, bytes)
  const [seenTimestamp, seenSnapshot] = [readTimestamp(timestamp), readSnapshot(snapshot)]
  refuseUnsigned(seenTimestamp, root.body.keys, root.body.roles.timestamp)
  refuseUnsigned(seenSnapshot, root.body.keys, root.body.roles.snapshot)
  refuseOtherBytes(snapshot, seenTimestamp.body.meta['snapshot.json'], 'snapshot.json')
  return { root, roots, timestamp: seenTimestamp, snapshot: seenSnapshot }
}

function lookBackOr(first: Root, before: Kept): Seen {
  try {
    return lookBack(first, before)
  } catch (cause) {
    // To begin anew would be to believe any old state (failures.md F37): a person decides that.
    throw failure('REFUSED', 'what was remembered of the repository does not hold any more', { cause })
  }
}

/** For whoever may forget: what was remembered, or null when it cannot be used any more. */
export function soundKept(bytes: Uint8Array | null, pinned: Uint8Array): Kept | null {
  try {
    if (bytes === null) return null
    const kept = readKept(bytes, 'the remembered metadata')
    lookBack(pinnedRoot(pinned), kept)
    return kept
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

/** TUF 5.3.2 to 5.3.9: one root after the other, each vouched for by the one before, and by itself. */
async function newestRoot(from: Root, known: readonly Uint8Array[], repository: Fetches): Promise<{ readonly root: Root; readonly roots: readonly Uint8Array[] }> {
  const roots = [...known]
  for (let root = from; ; ) {
    const bytes = await repository({ role: 'root', version: root.version + 1, sizeBytesMax: rootBytesMax })
    if (bytes === null) return { root, roots }
    if (roots.length >= rootRotationsMax) throw failure('REFUSED', `more than ${rootRotationsMax} roots follow the pinned one`, { next: 'Pin a newer root.' })
    root = nextRoot(root, bytes)
    roots.push(bytes)
  }
}

function nextRoot(trusted: Root, bytes: Uint8Array): Root {
  const root = readRoot(bytes, `${trusted.version + 1}.root.json`)
  refuseUnsigned(root, trusted.body.keys, trusted.body.roles.root)
  refuseUnsigned(root, root.body.keys, root.body.roles.root)
  if (root.version !== trusted.version + 1) throw failure('REFUSED', `${quoted(root.name)} says that it is version ${root.version}`)
  return root
}

/**
 * TUF 5.3.11: when a key of the timestamp or the snapshot was taken away, whoever had it may have signed any version number ("fast forward"), so that the
 * remembered ones bind nobody. A key that was only added takes nothing away.
 */
function areRotated(old: Root, now: Root): boolean {
  return (['timestamp', 'snapshot'] as const).some((role) => {
    const still = identitiesOf(now, role)
    return [...identitiesOf(old, role)].some((identity) => !still.has(identity))
  })
}

function identitiesOf({ body }: Root, role: 'timestamp' | 'snapshot'): ReadonlySet<string> {
  return new Set(body.roles[role].keyids.flatMap((id) => {
    const key = Object.hasOwn(body.keys, id) ? body.keys[id] : undefined
    return [(key === undefined ? null : readKey(key))?.identity ?? id]
  }))
}

/** TUF 5.4. */
async function newestTimestamp(root: Root, past: Timestamp | null, { repository, atMs }: Means): Promise<Timestamp> {
  const bytes = await repository({ role: 'timestamp', version: null, sizeBytesMax: timestampBytesMax })
  if (bytes === null) throw failure('UNAVAILABLE', 'the repository has no timestamp.json')
  const fresh = readTimestamp(bytes)
  refuseUnsigned(fresh, root.body.keys, root.body.roles.timestamp)
  if (past !== null) refuseOlder('timestamp.json', fresh.version, past.version)
  if (past !== null) refuseOlder('snapshot.json', fresh.body.meta['snapshot.json'].version, past.body.meta['snapshot.json'].version)
  // Of one version there is one file: the first that was seen (5.4.3).
  const timestamp = past !== null && fresh.version === past.version ? past : fresh
  refuseExpired(timestamp, atMs)
  return timestamp
}

interface Around { readonly root: Root; readonly timestamp: Timestamp; readonly past: Snapshot | null }

/** TUF 5.5. */
async function matchingSnapshot({ root, timestamp, past }: Around, { repository, atMs }: Means): Promise<Snapshot> {
  const meta = timestamp.body.meta['snapshot.json']
  const bytes = past !== null && isThat(past.bytes, past.version, meta) ? past.bytes
    : await repository({ role: 'snapshot', version: root.body.consistent_snapshot ? meta.version : null, sizeBytesMax: Math.min(meta.length ?? snapshotBytesMax, snapshotBytesMax) })
  if (bytes === null) throw failure('UNAVAILABLE', `the repository has no snapshot.json of version ${meta.version}`)
  refuseOtherBytes(bytes, meta, 'snapshot.json')
  const snapshot = readSnapshot(bytes)
  refuseUnsigned(snapshot, root.body.keys, root.body.roles.snapshot)
  refuseOtherVersion(snapshot, meta.version)
  for (const [name, { version }] of Object.entries(past?.body.meta ?? {})) {
    const now = Object.hasOwn(snapshot.body.meta, name) ? snapshot.body.meta[name] : undefined
    if (now === undefined) throw failure('REFUSED', `the new snapshot.json does not list ${quoted(name)} any more`)
    refuseOlder(name, now.version, version)
  }
  refuseExpired(snapshot, atMs)
  return snapshot
}

interface Parts { readonly root: Root; readonly roots: readonly Uint8Array[]; readonly timestamp: Timestamp; readonly snapshot: Snapshot; readonly old: ReadonlyMap<string, Uint8Array> }

/** TUF 5.6. */
async function viewOf({ root, roots, timestamp, snapshot, old }: Parts, { repository, atMs }: Means): Promise<View> {
  const loaded = new Map<string, Targets>()
  const load: View['delegated'] = async (role, signers) => {
    const name = `${role}.json`
    const meta = Object.hasOwn(snapshot.body.meta, name) ? snapshot.body.meta[name] : undefined
    if (meta === undefined) throw failure('REFUSED', `snapshot.json does not list ${quoted(name)}`)
    const kept = loaded.get(role)?.bytes ?? old.get(role)
    const isSame = kept !== undefined && isThat(kept, versionOf(kept, name), meta)
    const bytes = isSame ? kept : await repository({ role, version: root.body.consistent_snapshot ? meta.version : null, sizeBytesMax: Math.min(meta.length ?? targetsBytesMax, targetsBytesMax) })
    if (bytes === null) throw failure('UNAVAILABLE', `the repository has no ${quoted(name)} of version ${meta.version}`)
    refuseOtherBytes(bytes, meta, name)
    const targets = readTargets(bytes, name)
    refuseUnsigned(targets, signers.keys, signers.role)
    refuseOtherVersion(targets, meta.version)
    refuseExpired(targets, atMs)
    loaded.set(role, targets)
    return targets
  }
  const targets = await load('targets', { keys: root.body.keys, role: root.body.roles.targets })
  return {
    root, targets, delegated: load,
    expiresAtMs: () => Math.min(timestamp.expiresAtMs, snapshot.expiresAtMs, ...[...loaded.values()].map((one) => one.expiresAtMs)),
    kept: () => ({ roots, timestamp: timestamp.bytes, snapshot: snapshot.bytes, targets: new Map([...loaded].map(([role, { bytes }]) => [role, bytes])) }),
  }
}

/** Whether what was kept is what is meant now; what is not is fetched. */
function isThat(bytes: Uint8Array, version: number | null, meta: Parameters<typeof refuseOtherBytes>[1] & { readonly version: number }): boolean {
  try {
    refuseOtherBytes(bytes, meta, '')
  } catch {
    return false
  }
  return version === meta.version
}

function versionOf(bytes: Uint8Array, name: string): number | null {
  try {
    return readTargets(bytes, name).version
  } catch {
    return null
  }
}

function refuseOlder(name: string, version: number, seen: number): void {
  if (version < seen) throw failure('REFUSED', `${quoted(name)} is version ${version}, and version ${seen} was seen here before`, { next: 'Somebody serves an old state of the repository; or a mirror lags behind.' })
}

function refuseOtherVersion({ name, version }: Metadata<unknown>, meant: number): void {
  if (version !== meant) throw failure('REFUSED', `${quoted(name)} is version ${version}, and version ${meant} is the one that belongs to the others`)
}

function refuseExpired({ name, expiresAtMs }: Metadata<unknown>, atMs: number): void {
  if (atMs >= expiresAtMs) throw failure('REFUSED', `${quoted(name)} expired on ${new Date(expiresAtMs).toISOString()}`, { next: 'The publisher must sign it anew. Somebody may be withholding newer releases; or the clock of this host is wrong.' })
}

/** A repository that is out of reach is no news while what was seen of it still counts; afterwards it looks like a freeze. */
function isAlarm(thrown: unknown, seen: Seen | null, atMs: number): boolean {
  return isFailure(thrown) && ['UNAVAILABLE', 'IO', 'PROTOCOL', 'TEMPORARY'].includes(thrown.code) && seen !== null && atMs >= seen.timestamp.expiresAtMs
}

/** What was kept of a repository, as one that can be asked. */
export function keptRepository(kept: Kept, pinned: Uint8Array): Fetches {
  return repositoryOf(kept, pinnedRoot(pinned).version)
}

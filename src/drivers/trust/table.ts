import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Trust } from '../../upgrade/ports.ts'
import { checksums } from './checksums.ts'
import { combine } from './combine.ts'
import { cosign } from './cosign/cosign.ts'
import { ofDifferentSigners, refuseSameSigner, refuseShared, type SignersOfEach } from './different-signers.ts'
import type { TrustDriver, TrustTools } from './driver.ts'
import { ecdsa } from './ecdsa.ts'
import { fresh, type Freshness } from './fresh.ts'
import { minisign } from './minisign/minisign.ts'
import { tuf } from './tuf/tuf.ts'

/** Every reason to believe a release, by its `kind`. A new one is one file and one name here. */
export const trusts = {
  minisign,
  ecdsa,
  cosign,
  tuf,
  checksums,
} as const satisfies Readonly<Record<string, TrustDriver>>

type AllSettings = readonly [DriverSettings, ...DriverSettings[]]
/** What all of them together are held to. `threshold` null: each must hold. */
export interface TrustPolicy extends Freshness { readonly threshold: number | null }
const strictest: TrustPolicy = { threshold: null, expiry: 'honoured', notBefore: [] }

/** All the reasons together. CONFIG when they are fewer than the threshold, or when one key would count twice. */
export function trustOf(settings: AllSettings, tools: TrustTools, { threshold, ...freshness }: TrustPolicy = strictest): Trust {
  const needed = threshold ?? settings.length
  if (needed > settings.length) throw failure('CONFIG', `${needed} reasons to believe a release are demanded under [release], and there are ${settings.length} [[trust]] tables`)
  if (needed < settings.length) {
    refuseUnsigned(settings, needed)
    refuseSameSigner(settings)
  }
  const all = combine(settings.map((one) => driverOf(one.kind).make(one, tools)), needed)
  return fresh(needed < settings.length ? ofDifferentSigners(all, signersOfEach(settings, tools)) : all, freshness)
}

/** For `doctor`: what only shows when the files are read that the settings name. CONFIG when one cannot be used, or holds a key that would count twice. */
export async function lookAtSigners(settings: AllSettings, tools: TrustTools, { threshold }: Pick<TrustPolicy, 'threshold'>): Promise<void> {
  const each = signersOfEach(settings, tools)
  if (threshold !== null && threshold < settings.length) return refuseShared(each)
  for (const signersOf of each) await signersOf()
}

function signersOfEach(settings: AllSettings, tools: TrustTools): SignersOfEach {
  return settings.map((one) => async () => (await driverOf(one.kind).signers?.(one, tools)) ?? [])
}

/** What `doctor` warns of. */
export function doubtsOf(settings: AllSettings): readonly string[] {
  return settings.flatMap((one) => driverOf(one.kind).doubts?.(one) ?? [])
}

/**
 * Before a bundle of the inbox is looked at. What nobody signs is believed for the server's sake, and for TLS on the way to it; what was carried here has neither, so that whoever
 * may write to the inbox would run what they like as root.
 */
export function refuseUncarried(settings: AllSettings): void {
  if (!settings.every(({ kind }) => kind === checksums.kind)) return
  throw failure('REFUSED', 'a bundle in the inbox must be signed, and of this app only the server vouches for releases (kind = "checksums")', { next: "ask the publisher to sign releases; 'app-upgrade upgrade --bundle' takes what you yourself vouch for" })
}

/** Whoever controls the server makes such a list (E36): where not all reasons must hold, it would stand in for a signature. */
function refuseUnsigned(settings: AllSettings, needed: number): void {
  if (!settings.some(({ kind }) => kind === checksums.kind)) return
  throw failure('CONFIG', `nobody signs what kind = "checksums" believes, so it cannot be one of ${settings.length} reasons of which ${needed} must hold`, { next: "Take that [[trust]] table out, or 'threshold' under [release]." })
}

function driverOf(kind: string): TrustDriver {
  const driver = Object.values<TrustDriver>(trusts).find((one) => one.kind === kind)
  if (driver === undefined) throw failure('CONFIG', `there is no trust of kind '${kind}'`)
  return driver
}

import { type MinisignKey, parsePublicKey } from '../../../formats/minisign/minisign.ts'
import type { TrustTools } from '../driver.ts'
import { readKeyFile } from '../key-file.ts'
import type { MinisignSettings } from './minisign-settings.ts'
import { dayOf } from '../retired-key.ts'

/** A key that may sign; `untilMs` null: to this day. */
export interface TrustedKey extends MinisignKey { readonly untilMs: number | null }

/** All trusted keys, from the settings and from files. CONFIG for one that cannot be used: a missing key must not be a weaker check. */
export async function trustedKeys({ keys, key_files, retired }: Pick<MinisignSettings, 'keys' | 'key_files' | 'retired'>, tools: TrustTools): Promise<readonly TrustedKey[]> {
  const fromFiles: string[] = []
  for (const path of key_files) fromFiles.push(await readKeyFile(path, tools))
  const current = [...keys, ...fromFiles].map((text): TrustedKey => ({ ...parsePublicKey(text), untilMs: null }))
  const former = retired.map(({ key, until }): TrustedKey => ({ ...parsePublicKey(key), untilMs: dayOf(until) }))
  // A retired key that also lies in a file of keys stays retired: the stricter word is tried first.
  return [...former, ...current.filter((key) => !former.some((one) => identityOf(one) === identityOf(key)))]
}

/** Two keys are one key when their points are, whatever their ids. */
export function identityOf({ publicKey }: MinisignKey): string {
  return publicKey.export({ format: 'der', type: 'spki' }).toString('hex')
}

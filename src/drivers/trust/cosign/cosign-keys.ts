import type { KeyObject } from 'node:crypto'
import { readPublicKey, spkiOf } from '../../../formats/sigstore/public-key.ts'
import type { CosignSettings } from './cosign-settings.ts'
import type { TrustTools } from '../driver.ts'
import { readKeyFile } from '../key-file.ts'

/** All trusted keys, from the settings and from files. CONFIG for one that cannot be used: a missing key must not be a weaker check. */
export async function cosignKeys({ keys, key_files }: Pick<CosignSettings, 'keys' | 'key_files'>, tools: TrustTools): Promise<readonly KeyObject[]> {
  const fromFiles: KeyObject[] = []
  for (const path of key_files) fromFiles.push(readPublicKey(await readKeyFile(path, tools)))
  return [...keys.map(readPublicKey), ...fromFiles]
}

/** The same keys, each by what it is and not by how it is written. */
export async function cosignPoints(settings: Parameters<typeof cosignKeys>[0], tools: TrustTools): Promise<readonly string[]> {
  return (await cosignKeys(settings, tools)).map((key) => spkiOf(key).toString('hex'))
}

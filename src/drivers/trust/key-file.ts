import { keyFileBytesMax } from '../../formats/limits.ts'
import type { TrustTools } from './driver.ts'
import { readOwnFile } from './own-file.ts'

/** A public key from a file that is root's, or ours, alone. CONFIG otherwise. */
export async function readKeyFile(path: string, tools: Pick<TrustTools, 'disk' | 'uid'>): Promise<string> {
  return Buffer.from(await readOwnFile({ path, sizeBytesMax: keyFileBytesMax, what: 'key file' }, tools)).toString('utf8')
}

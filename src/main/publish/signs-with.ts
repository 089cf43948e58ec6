import { posix } from 'node:path'
import { machine } from '../../host/machine.ts'
import type { Signs } from '../../publish/ports.ts'
import type { KeyRequest } from '../../publish/request.ts'
import { signerOf } from '../../publish/signer.ts'
import { askPassword } from './ask-password.ts'

/** The publisher's key, opened; null when nothing is to be signed. */
export async function signsWith({ key, passwordFile }: KeyRequest): Promise<Signs | null> {
  if (key === null) return null
  return signerOf({ path: posix.resolve(key), passwordFile: passwordFile === null ? null : posix.resolve(passwordFile), ask: askPassword }, machine.files)
}

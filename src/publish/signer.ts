import { failure, isFailure } from '../errors.ts'
import { parseSecretKey } from '../formats/minisign/minisign-secret-key.ts'
import { quoted } from '../formats/printable.ts'
import { signMinisign } from '../formats/minisign/sign-minisign.ts'
import type { Files } from '../host/types.ts'
import { passwordBytesMax } from './limits.ts'
import type { Signs } from './ports.ts'
import { readSecretFile, withoutLineEnd } from './secret-file.ts'

/** Where the key is, and its password if it has one. */
export interface SigningKey {
  readonly path: string
  readonly passwordFile: string | null
  /** Asks a person, who sees nothing of what he types; throws where there is none. Wiped by us. */
  readonly ask: (question: string) => Promise<Uint8Array>
}

/** Opens a minisign secret key file. A key without a password never asks for one. */
export async function signerOf(key: SigningKey, files: Files): Promise<Signs> {
  try {
    const sealed = parseSecretKey(await readSecretFile(files, key.path, 'secret key'))
    const opened = sealed.unseal(sealed.needs === 'nothing' ? null : await passwordOf(key, files))
    return (message, trustedComment) => signMinisign(opened, message, trustedComment)
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code !== 'CONFIG') throw thrown
    throw failure('CONFIG', `nothing can be signed with ${quoted(key.path)}`, { cause: thrown, ...(thrown.next === null ? {} : { next: thrown.next }) })
  }
}

async function passwordOf({ path, passwordFile, ask }: SigningKey, files: Files): Promise<Uint8Array> {
  const password = passwordFile === null ? await ask(`Password of ${quoted(path)}: `) : withoutLineEnd(await readSecretFile(files, passwordFile, 'password file'))
  if (password.length > passwordBytesMax) throw failure('USAGE', `the password has more than ${passwordBytesMax} bytes`)
  return password
}

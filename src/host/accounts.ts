import { failure } from '../errors.ts'
import { systemTextBytesMax } from './limits.ts'
import { readsDisk } from './reads-disk.ts'

export interface Account { readonly uid: number; readonly gid: number }

/** A local account by name. CONFIG when there is none: the name came from the settings. */
export async function accountOf(name: string, passwd = '/etc/passwd'): Promise<Account> {
  const text = Buffer.from((await readsDisk.read(passwd, systemTextBytesMax)) ?? []).toString('utf8')
  for (const line of text.split('\n')) {
    const [account, , uid, gid] = line.split(':')
    if (account === name && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '')) return { uid: Number(uid), gid: Number(gid) }
  }
  throw failure('CONFIG', `there is no user '${name}' in ${passwd}`)
}

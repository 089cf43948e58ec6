import { access, constants } from 'node:fs/promises'
import { failure } from '../errors.ts'
import type { MayWrite, Writability } from './types.ts'

const { W_OK, X_OK } = constants

/** access(2): it also knows a read-only mount and an immutable directory, which no mode bits tell. */
export const mayWrite: MayWrite = async (directory) => {
  try {
    await access(directory, W_OK | X_OK)
    return 'yes'
  } catch (thrown) {
    const said = answers[thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '']
    if (said === undefined) throw failure('IO', `cannot look at '${directory}'`, { cause: thrown })
    return said
  }
}

const answers: Readonly<Record<string, Writability>> = { EROFS: 'read-only', EACCES: 'forbidden', EPERM: 'forbidden', ENOENT: 'missing', ENOTDIR: 'missing' }

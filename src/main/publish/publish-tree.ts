import { posix } from 'node:path'
import { machine } from '../../host/machine.ts'
import type { TreeRequest } from '../../publish/request.ts'
import { publishTree, type TreeReport } from '../../publish/tree.ts'
import { architecture } from '../architecture.ts'
import { signsWith } from './signs-with.ts'

/** `publish tree`: nothing of an app is read or changed. */
export async function publishTreeAs(request: TreeRequest): Promise<TreeReport> {
  const wanted = {
    ...request, binary: posix.resolve(request.binary), repository: posix.resolve(request.repository), architecture: request.architecture ?? architecture(),
    sign: await signsWith(request),
  }
  return publishTree(wanted, machine, new AbortController().signal)
}

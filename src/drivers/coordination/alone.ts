import * as v from 'valibot'
import type { CoordinationDriver } from './driver.ts'

/** A host that asks nobody: the answer is always yes, and nothing is owed. */
export const alone: CoordinationDriver = {
  kind: 'alone',
  schema: v.strictObject({ kind: v.pipe(v.literal('alone'), v.description('this host asks nobody')) }),
  call: null,
}

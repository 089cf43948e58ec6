import type { Verb } from '../verb.ts'
import { acquire, probation, run, settle } from './units.ts'
import { auto } from './auto.ts'
import { check } from './check.ts'
import { completion } from './completion.ts'
import { doctor } from './doctor.ts'
import { disable, enable } from './enable.ts'
import { lease, repay } from './fleet-units.ts'
import { history } from './history.ts'
import { init } from './init.ts'
import { publishRelease } from './publish-release.ts'
import { publishTree } from './publish-tree.ts'
import { list } from './list.ts'
import { recover } from './recover.ts'
import { rollback } from './rollback.ts'
import { skip, unskip } from './skip.ts'
import { status } from './status.ts'
import { tell } from './tell.ts'
import { upgrade } from './upgrade.ts'
import { verify } from './verify.ts'

/** All verbs, in the order in which a person meets them. */
export const verbs: readonly Verb[] = [
  init, check, upgrade, rollback, status, history, list, doctor, verify, enable, disable, skip, unskip, recover, publishRelease, publishTree, completion(() => verbs), auto, run, acquire, settle, probation, tell, lease, repay,
]

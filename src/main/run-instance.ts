import { machine } from '../host/machine.ts'
import type { Report, Shown } from '../upgrade/report.ts'
import { plainRequest, takeWish, wishFor } from '../upgrade/request.ts'
import { wantedBy } from './acquire/errand.ts'
import { runHere } from './run.ts'
import { theScope } from './scope.ts'
import { openInstance } from './which.ts'

/** `run -- %i`: what the unit was started for, and what was asked beyond its name. */
export async function runInstance(instance: string, actor: string, tell: (shown: Shown) => void): Promise<Report> {
  const named = await openInstance(instance)
  const { requests, owner } = theScope().places(named.app)
  const wish = await takeWish(machine.disk, wishFor(requests, instance), { instance, owner }, machine.clock.nowMs())
  return runHere({ instance, name: named.app, wanted: wantedBy(named.wanted, wish), request: wish ?? { ...plainRequest, actor }, tell })
}

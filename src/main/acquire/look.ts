import { machine } from '../../host/machine.ts'
import type { Known } from '../../upgrade/memory/known.ts'
import { forgetHearsay, learn } from '../../upgrade/memory/learn.ts'
import type { Wanted } from '../../upgrade/ports.ts'
import type { Looked } from '../../upgrade/run.ts'
import { readAcquired } from '../../upgrade/acquire/shelf.ts'
import { acquireByUnit } from './acquire-unit.ts'
import { acquireWithoutUnit } from './acquire-without-unit.ts'
import { type Errand, isNamed } from './errand.ts'
import type { Run } from '../run-ports.ts'
import { hasSystemd } from '../service.ts'

/** Sends the other half, and learns what it saw, whatever becomes of its errand: a release that could not be fetched today is a day older tomorrow. */
export async function look(run: Run, wanted: Wanted, known: Known): Promise<Looked> {
  const errand: Errand = { wanted, request: run.request, known }
  await forgetHearsay(machine.disk, run.app.places)
  try {
    const acquired = await sent(run, errand)
    return { acquired, notes: await learned(run, wanted) }
  } catch (thrown) {
    await learned(run, wanted)
    throw thrown
  }
}

async function sent({ app, instance, tell }: Run, errand: Errand): Promise<Looked['acquired']> {
  if ((await hasSystemd()) === 'no') return acquireWithoutUnit(app, errand, tell)
  await acquireByUnit(app, { instance, ...errand }, tell)
  return readAcquired(machine.disk, app.places.shelf, errand.wanted)
}

/** Who asked for a version or an address asked for no list. */
async function learned({ app, request }: Run, { version }: Wanted): Promise<readonly string[]> {
  if (isNamed(request) || version !== null) return []
  return (await learn(machine.disk, app.places, machine.clock.nowMs())).notes
}

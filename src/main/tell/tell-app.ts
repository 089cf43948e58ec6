import { machine } from '../../host/machine.ts'
import { type Told, tellAll } from '../../upgrade/telling.ts'
import { openApp } from '../app.ts'
import { openInstance } from '../which.ts'
import { listenersOf } from './listeners.ts'
import { sayUntold } from './untold.ts'

/** `tell -- %i`: the main process of the telling unit. `later`: something waits still, and the unit is to be started again. */
export async function tellApp(instance: string, say: (told: Told) => void): Promise<'told' | 'later'> {
  const app = await openApp((await openInstance(instance)).app)
  const stop = new AbortController()
  // Somebody wakes us for more, or the machine goes down: what was begun is told to its end, for half of it would be told again.
  process.once('SIGTERM', () => stop.abort())
  const left = await tellAll({
    disk: machine.disk, clock: machine.clock, directory: app.places.spool, listeners: listenersOf(app), stop: stop.signal,
    said: async (told) => {
      say(told)
      if (told.how === 'lost') await sayUntold(app.name, `${told.called} was not told of ${told.event} (${told.id})`, told.because ?? 'for an unknown reason')
    },
  })
  return left === 0 || stop.signal.aborted ? 'told' : 'later'
}

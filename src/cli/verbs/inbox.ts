import { failureTable } from '../../errors.ts'
import type { InboxItem } from '../../upgrade/inbox/inbox.ts'
import { progressOf } from '../progress.ts'
import { statusLineOf } from '../status-line.ts'
import { type Call, given, jsonOption, required, userOption, type Verb, wantsJson } from '../verb.ts'
import { finalEventOf } from '../words/final-event.ts'
import { jsonOf, safe } from '../words/safe.ts'
import type { World } from '../world.ts'

/** Main process of app-upgrade-inbox@.service. What a release did is told by the upgrade's own unit; this one fails only when something is left lying in the inbox. */
export const inbox: Verb = {
  name: 'inbox', description: 'apply the bundles of an inbox, as the unit does it', story: 'Called by app-upgrade-inbox@.service.',
  arguments: [required('INSTANCE', 'what stands behind the @ of the unit, after --')], options: [userOption, jsonOption], example: 'app-upgrade inbox -- jaco', audience: 'units',
  run: async (call, world) => {
    const items = await watched(call, world)
    for (const item of items) {
      say(call, world, item)
      await tell(world, item)
    }
    return exitOf(items)
  },
}

async function watched(call: Call, world: World): Promise<readonly InboxItem[]> {
  const [progress, line] = [progressOf(world), statusLineOf(world)]
  try {
    return await world.inbox(given(call, 'INSTANCE') ?? '', (shown) => { progress.show(shown); line.show(shown) })
  } finally {
    progress.end()
    await line.end()
  }
}

function say(call: Call, world: World, item: InboxItem): void {
  const { terminal } = world
  if (wantsJson(call)) return terminal.out(`${jsonOf(item)}\n`)
  const because = item.because === '' ? '' : `, ${safe(item.because)}`
  switch (item.state) {
    case 'done': return terminal.out(`${safe(item.name)}: done${because}; it lies in ${safe(item.path)}\n`)
    case 'refused': return terminal.err(`${safe(item.name)}: refused${because}; it lies in ${safe(item.path)}, and why in ${safe(item.path)}.reason\n`)
    case 'waits': return terminal.err(`${safe(item.name)}: waits${because}; it is tried again\n`)
    case 'stays': return terminal.err(`${safe(item.name)}: cannot be moved out of the inbox${because}; move it by hand: ${safe(item.path)}\n`)
  }
}

/** A bundle that was refused before any run began has ended too, and owes its final event. One that waits has not. */
async function tell(world: World, { state, told, report }: InboxItem): Promise<void> {
  if (told === 'yes' || state === 'waits') return
  const event = finalEventOf(report)
  if (event !== null) await world.finalEvent(event)
}

/** TEMPORARY makes systemd start the unit again, after a while; so does what cannot be moved, until its start limit says that this is no use. */
function exitOf(items: readonly InboxItem[]): number {
  if (items.some(({ state }) => state === 'stays')) return failureTable.IO.exit
  return items.some(({ state }) => state === 'waits') ? failureTable.TEMPORARY.exit : 0
}

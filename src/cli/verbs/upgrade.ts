import { askedApp } from '../asked-app.ts'
import { progressOf, silent } from '../progress.ts'
import { requestOf } from '../request.ts'
import { sayReport } from '../say.ts'
import { appArgument, type Call, jsonOption, option, toggle, userOption, type Verb, wantsJson } from '../verb.ts'
import type { World } from '../world.ts'

export const upgrade: Verb = {
  name: 'upgrade',
  description: 'make another release the live one; rolled back when it is ill',
  story: 'Fetches and verifies the release, swaps it in, restarts the units and judges the running daemon. With systemd it starts the unit '
    + 'app-upgrade@.service and follows it, so the upgrade survives the loss of this terminal. Without systemd it runs in this process and leaves the start of the new version to you.',
  arguments: [appArgument],
  options: [
    option('--to', 'VERSION', 'this version, instead of the newest one'),
    option('--channel', 'NAME', 'the newest of this channel'),
    option('--url', 'URL', 'the release archive at this URL; its signature must hold all the same'),
    option('--bundle', 'DIR', 'the release in this directory, carried here with what is signed; its signature must hold all the same', 'directory'),
    option('--prefix', 'DIR', 'public directory of the binaries, instead of the configured one', 'directory'),
    toggle('--dry-run', 'acquire and plan, print the plan, touch nothing'),
    toggle('--force', 'also a release that was found ill, or an older one, and past gates that allow it; never an untrusted one'),
    option('--reason', 'TEXT', 'why, for the history'),
    userOption,
    jsonOption,
  ],
  example: "app-upgrade upgrade jaco --to v0.2.0",
  audience: 'people',
  run: async (call, world) => {
    const request = requestOf(call, world)
    const app = await askedApp(call, world)
    return await followed(call, world, (show) => world.upgrade(app, request, show))
  },
}

/** Shows the progress of a run, then its report. With JSON a pipe gets the document alone. */
export async function followed(call: Call, world: World, start: (show: Parameters<World['upgrade']>[2]) => ReturnType<World['upgrade']>): Promise<number> {
  const progress = wantsJson(call) && !world.terminal.stderrIsTerminal ? silent : progressOf(world)
  try {
    const report = await start(progress.show)
    progress.end()
    return sayReport(call, world, report)
  } catch (thrown) {
    progress.end()
    throw thrown
  }
}

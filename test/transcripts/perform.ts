import { runCli } from '../../src/cli/cli.ts'
import { linesOf, type Scene } from '../support/transcript.ts'
import { worlds } from './worlds.ts'

/** Runs a scene's command in a fresh copy of its world: the lines and the exit code as they really are. */
export async function perform(scene: Scene): Promise<Pick<Scene, 'lines' | 'exit'>> {
  const world = worlds[scene.world]?.()
  if (world === undefined) throw new Error(`there is no world '${scene.world}'`)
  const exit = await runCli(scene.argv, world)
  const events = world.finalEvents.flatMap((event) => Object.entries(event).map(([key, value]) => `event| ${key}=${value}`))
  return { lines: [...linesOf(world.said), ...world.statusLines.map((text) => `status| ${text}`), ...events], exit }
}

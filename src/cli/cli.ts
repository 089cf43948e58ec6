import type { World } from './world.ts'

/**
 * The whole command line: words after the program's name in, exit code out (errors.ts). Never throws. `--version` is answered
 * before anything is loaded: monitoring asks for it often, and a probe should not pay for the verbs.
 */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  if (argv[0] === '--version' || argv[0] === '-V') {
    world.terminal.out(`app-upgrade ${world.version}\n`)
    return 0
  }
  const { runTree } = await import('./tree.ts')
  return await runTree(argv, world)
}

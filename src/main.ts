#!/usr/bin/env node
import { runCli } from './cli/cli.ts'
import { failureTable } from './errors.ts'
import { closeAll } from './main/closing.ts'
import { world } from './main/world.ts'

/** Argv in, exit code out. Not process.exit(): what was written to a pipe must arrive first. */
async function main(): Promise<void> {
  // Node ends, and says 0, when nothing is left that it could wait for. Should that ever happen before the verb has ended, it is no success.
  process.exitCode = failureTable.BUG.exit
  process.exitCode = await runCli(process.argv.slice(2), world)
  await closeAll()
}

void main()

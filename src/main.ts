#!/usr/bin/env node
import { runCli } from './cli/cli.ts'
import { closeAll } from './main/closing.ts'
import { world } from './main/world.ts'

/** Argv in, exit code out. Not process.exit(): what was written to a pipe must arrive first. */
async function main(): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), world)
  await closeAll()
}

void main()

import { clock } from './clock.ts'
import { disk } from './disk.ts'
import { isExecuted, seenExecuting } from './executed.ts'
import { facts } from './facts.ts'
import { files } from './files.ts'
import { decompressors } from './decompressors.ts'
import { locks } from './lock.ts'
import { mayWrite } from './may-write.ts'
import { makeNet } from './net.ts'
import { processes } from './processes.ts'
import { randomness } from './randomness.ts'
import type { Machine } from './types.ts'

/** The machine we run on. The HTTP client behind `net` is loaded at its first request. */
export const machine: Machine = { disk, clock, randomness, files, net: makeNet(), decompressors, locks, commands: processes, facts, mayWrite, isExecuted, seenExecuting }

import { sourceOf } from '../drivers/sources/table.ts'
import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import type { Source } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { architecture } from './architecture.ts'

/** Where this app's releases come from. */
export function sourceFor({ settings }: App): Source {
  return sourceOf(settings.source, {
    net: machine.net,
    files: machine.files,
    disk: machine.disk,
    clock: machine.clock,
    architecture: architecture(),
    stallMs: settings.limits.stallMs,
    secrets: { read: async (name) => { throw failure('CONFIG', `there is no secret '${name}'`) } },
    memory: { recall: async () => null, keep: async () => undefined },
  })
}

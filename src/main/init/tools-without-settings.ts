import { defaults } from '../../config/limits.ts'
import type { SourceTools } from '../../drivers/sources/driver.ts'
import { failure } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import { parseSize } from '../../formats/size.ts'
import { machine } from '../../host/machine.ts'
import { architecture } from '../architecture.ts'
import { ourVersion } from '../our-version.ts'

/** There are no settings yet, so there is no proxy, no secret and nothing to remember. */
export function toolsWithoutSettings(): SourceTools {
  return {
    net: machine.net, files: machine.files, disk: machine.disk, clock: machine.clock, architecture: architecture(), ourVersion,
    stallMs: parseDuration(defaults.stall), manifestBytesMax: parseSize(defaults.manifest),
    secrets: { read: (name) => Promise.reject(failure('CONFIG', `there is no secret '${name}' without an app file`)) },
    memory: { recall: async () => null, keep: async () => {} },
  }
}

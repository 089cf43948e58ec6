import { tmpdir } from 'node:os'
import { posix } from 'node:path'
import { type InitReport, type InitRequest, nobody } from '../config/draft/init-report.ts'
import { defaults } from '../config/limits.ts'
import type { SourceTools } from '../drivers/sources/driver.ts'
import { failure } from '../errors.ts'
import { parseDuration } from '../formats/duration.ts'
import { parseSize } from '../formats/size.ts'
import { machine } from '../host/machine.ts'
import { ensureDirectory } from '../upgrade/durable.ts'
import { architecture } from './architecture.ts'
import { askingAt } from './init/ask-line.ts'
import { beginApp } from './init/begin.ts'
import { putFile, refuseExisting } from './init/put-file.ts'
import { ourVersion } from './our-version.ts'
import { theScope } from './scope.ts'

const never = new AbortController().signal

/** `init`: looks at a release, asks, and writes an app file. */
export async function initApp(request: InitRequest): Promise<InitReport> {
  const { places, owner, systemctl } = theScope()
  const isOwner = machine.facts.uid === owner.uid
  const fileOf = (app: string): string | null => {
    if (request.out !== null) return request.out === '-' ? null : posix.resolve(request.out)
    return isOwner ? posix.join(places(app).config, `${app}.toml`) : null
  }
  const onto = { onto: request.onto, disk: machine.disk, randomness: machine.randomness }
  // Before anybody is asked anything, where the name is known already.
  const early = request.app === null ? null : fileOf(request.app)
  if (early !== null) await refuseExisting(early, onto)
  const ask = request.questions === 'asked' ? askingAt({ input: process.stdin, output: process.stderr }) : nobody
  const begun = await beginApp(request, { machine, sources: sourceTools(), ask, places, systemctl, temporary: tmpdir() }, never)
  const file = fileOf(begun.app)
  if (file === null) return begun
  if (request.out === null) await ensureDirectory(machine.disk, posix.dirname(file), 0o755)
  await putFile(file, begun.text, onto)
  return { ...begun, file }
}

/** There are no settings yet, so there is no proxy, no secret and nothing to remember. */
function sourceTools(): SourceTools {
  return {
    net: machine.net, files: machine.files, disk: machine.disk, clock: machine.clock, architecture: architecture(), ourVersion,
    stallMs: parseDuration(defaults.stall), manifestBytesMax: parseSize(defaults.manifest),
    secrets: { read: (name) => Promise.reject(failure('CONFIG', `there is no secret '${name}' without an app file`)) },
    memory: { recall: async () => null, keep: async () => {} },
  }
}

import { tmpdir } from 'node:os'
import { posix } from 'node:path'
import { type InitReport, type InitRequest, nobody } from '../config/draft/init-report.ts'
import { machine } from '../host/machine.ts'
import { ensureDirectory } from '../upgrade/durable.ts'
import { askingAt } from './init/ask-line.ts'
import { beginApp } from './init/begin.ts'
import { putFile, refuseExisting } from './init/put-file.ts'
import { startedBy } from './init/started-by.ts'
import { toolsWithoutSettings } from './init/tools-without-settings.ts'
import { theScope } from './scope.ts'

const never = new AbortController().signal

/** `init`: looks at a release, asks, and writes an app file. */
export async function initApp(typed: InitRequest): Promise<InitReport> {
  const request = { ...typed, address: /^\.{0,2}(?:\/|$)/.test(typed.address) ? posix.resolve(typed.address) : typed.address }
  const { places, owner, systemctl } = theScope()
  const isOwner = machine.facts.uid === owner.uid
  const fileOf = (app: string): string | null => {
    if (request.out !== null) return request.out === '-' ? null : posix.resolve(request.out)
    return isOwner ? posix.join(places(app).config, `${app}.toml`) : null
  }
  const onto = { onto: request.onto, disk: machine.disk, randomness: machine.randomness }
  const beforeAsking = async (app: string): Promise<void> => {
    const file = fileOf(app)
    if (file !== null) await refuseExisting(file, onto)
  }
  const ask = request.questions === 'asked' ? askingAt({ input: process.stdin, output: process.stderr }) : nobody
  const begun = await beginApp(request, { machine, sources: toolsWithoutSettings(), ask, startedBy, beforeAsking, places, systemctl, temporary: tmpdir() }, never)
  const file = fileOf(begun.app)
  if (file === null) return begun
  if (request.out === null) await ensureDirectory(machine.disk, posix.dirname(file), 0o755)
  await putFile(file, begun.text, onto)
  return { ...begun, file }
}

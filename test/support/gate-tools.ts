import type { GateTools } from '../../src/drivers/gates/driver.ts'
import { failure } from '../../src/errors.ts'
import type { LoopbackAnswer, LoopbackRequest } from '../../src/host/loopback-http.ts'
import type { Command, CommandResult, ReadsDisk } from '../../src/host/types.ts'

export interface TriedGates { readonly tools: GateTools; readonly commands: Command[]; readonly read: string[]; readonly asked: LoopbackRequest[] }
export interface GateMachinery {
  /** One after the other, the last for ever. */
  readonly answers?: readonly CommandResult[]
  /** Of the unit, by name, at each look; the last for ever. What is not there is null; `LoadState` is loaded unless it is said. */
  readonly looks?: readonly Readonly<Record<string, string>>[]
  /** Of the daemon itself, one after the other, the last for ever. */
  readonly said?: readonly LoopbackAnswer[]
  /** By path: content, `-> target` for a link, or a failure. Of each path, at each reading the next; the last for ever. */
  readonly disks?: readonly Readonly<Record<string, string | Error>>[]
}

/** Tools that answer what they are told, and remember what they were asked. */
export function gateTools({ answers = [], looks = [], said = [], disks = [] }: GateMachinery = {}): TriedGates {
  const commands: Command[] = []
  const read: string[] = []
  const asked: LoopbackRequest[] = []
  let looked = 0
  const tools: GateTools = {
    commands: { run: async (command) => answers[Math.min(commands.push(command), answers.length) - 1] ?? { status: 0, output: '', trouble: null } },
    ask: async (request) => said[Math.min(asked.push(request), said.length) - 1] ?? { kind: 'none', because: 'connection refused', listener: 'none' },
    disk: diskOf(disks),
    property: async (unit, name) => {
      read.push(`${unit} ${name}`)
      const look = looks[Math.min(looked, looks.length - 1)] ?? {}
      if (name === 'LoadState') return look[name] ?? 'loaded'
      looked++
      return look[name] ?? null
    },
  }
  return { tools, commands, read, asked }
}

function diskOf(disks: NonNullable<GateMachinery['disks']>): ReadsDisk {
  const opened = new Map<string, number>()
  const at = (path: string, index: number): string | null => {
    const found = disks[Math.min(index, disks.length - 1)]?.[path] ?? null
    if (found instanceof Error) throw found
    return found
  }
  const never = async (): Promise<never> => { throw failure('IO', 'a gate looks where it has no business') }
  return {
    async look(path) {
      const found = at(path, opened.get(path) ?? 0)
      return found === null ? null : { kind: found.startsWith('-> ') ? 'symlink' : 'file', device: 1, inode: 1, mode: 0o600, uid: 0, gid: 0, sizeBytes: found.length, links: 1, modifiedAtMs: 0 }
    },
    async read(path, sizeBytesMax) {
      const index = opened.get(path) ?? 0
      opened.set(path, index + 1)
      const found = at(path, index)
      if (found !== null && found.length > sizeBytesMax) throw failure('DATA', `'${path}' has ${found.length} bytes; at most ${sizeBytesMax} are read`)
      return found === null ? null : Buffer.from(found)
    },
    readLink: async (path) => at(path, opened.get(path) ?? 0)?.replace(/^-> /, '') ?? null,
    list: never,
    sha256: never,
  }
}

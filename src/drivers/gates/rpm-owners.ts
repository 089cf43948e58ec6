import type { ReadsDisk, RunsCommands } from '../../host/types.ts'
import { rpmOutputBytesMax, rpmTimeoutSeconds } from './limits.ts'

export type RpmAnswer = { readonly kind: 'known'; readonly owners: ReadonlyMap<string, string> } | { readonly kind: 'unknown'; readonly why: string }

const databases = ['/var/lib/rpm', '/usr/lib/sysimage/rpm']
const program = '/usr/bin/rpm'

/**
 * Which of these paths belong to RPM packages. Unlike dpkg's lists the database has a format of its own, so `rpm` itself is asked,
 * one path at a time, because its answer does not name the path. On a machine without rpm nothing is owned.
 */
export async function rpmOwners(disk: ReadsDisk, commands: RunsCommands, paths: readonly string[], signal: AbortSignal): Promise<RpmAnswer> {
  const owners = new Map<string, string>()
  if (!(await hasDatabase(disk))) return { kind: 'known', owners }
  for (const path of paths) {
    // A path that does not exist belongs to nobody; rpm would call it an error.
    if ((await disk.look(path)) === null) continue
    const result = await commands.run({ argv: [program, '-qf', '--queryformat', '%{NAME}\\n', '--', path], user: null, timeoutSeconds: rpmTimeoutSeconds, outputBytesMax: rpmOutputBytesMax }, signal)
    if (result.status === null) return { kind: 'unknown', why: `rpm gave no answer: ${result.trouble ?? 'it was killed'}` }
    const name = result.output.split('\n')[0]?.trim() ?? ''
    if (result.status === 0 && name !== '') owners.set(path, name)
    else if (!result.output.includes('not owned by any package')) return { kind: 'unknown', why: `rpm said '${name.slice(0, 200)}'` }
  }
  return { kind: 'known', owners }
}

async function hasDatabase(disk: ReadsDisk): Promise<boolean> {
  if ((await disk.look(program)) === null) return false
  for (const directory of databases) if (((await disk.list(directory)) ?? []).length > 0) return true
  return false
}

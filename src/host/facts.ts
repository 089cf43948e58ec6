import { createHmac } from 'node:crypto'
import { hostname, release, userInfo } from 'node:os'
import { arch, getgid, getuid } from 'node:process'
import { systemTextBytesMax } from './limits.ts'
import { readsDisk } from './reads-disk.ts'
import type { Facts } from './types.ts'

/** Who and where we are, from /etc and /proc: no child process is asked (libraries.md: systeminformation spawned 51). */
export const facts: Facts = {
  osRelease: async () => parseOsRelease((await text('/etc/os-release')) ?? (await text('/usr/lib/os-release')) ?? ''),
  processor: arch,
  kernel: release(),
  uid: getuid?.() ?? 0,
  gid: getgid?.() ?? 0,
  controlGroup: async () => parseControlGroup((await text('/proc/self/cgroup')) ?? ''),
  container: async () => containerIn(await text('/run/systemd/container'), (path) => readsDisk.look(path)),
  account: () => ({ name: userInfo().username, home: userInfo().homedir }),
  hostname,
  hostKey: async () => hostKeyOf((await text('/etc/machine-id')) ?? '', hostname()),
}

/** machine-id(5): to be hashed with something of the application's own. A machine that has none (yet) is told apart by its name. */
export function hostKeyOf(machineId: string, name: string): string {
  const id = machineId.trim()
  return createHmac('sha256', /^[0-9a-f]{32}$/.test(id) ? id : `host ${name}`).update('app-upgrade: which machine this is').digest('hex')
}

/** os-release(5): `KEY=value` lines, the value perhaps quoted as in a shell. Anything else is passed over. */
export function parseOsRelease(content: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>
  for (const line of content.split('\n')) {
    const [, key, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? []
    if (key !== undefined && value !== undefined) found[key] = value.replace(/^(["'])(.*)\1$/, '$2').replace(/\\([$"'\\`])/g, '$1')
  }
  return found
}

/** The unified hierarchy's line `0::/path` of cgroups(7). */
export function parseControlGroup(content: string): string | null {
  return /^0::(\/.*)$/m.exec(content)?.[1] ?? null
}

/** systemd says it of the container that it runs in; without systemd each manager leaves a mark of its own in the root directory. */
export async function containerIn(said: string | null, look: (path: string) => Promise<unknown>): Promise<string | null> {
  const name = said?.trim() ?? ''
  if (/^[a-z0-9-]{1,32}$/.test(name)) return name
  if ((await look('/run/.containerenv')) !== null) return 'podman'
  return (await look('/.dockerenv')) === null ? null : 'docker'
}

/** /proc files have size 0 and are read to their end. */
async function text(path: string): Promise<string | null> {
  const bytes = await followed(path)
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

/** /etc/os-release is a link by its own manual; it is followed once, by us. */
async function followed(path: string): Promise<Uint8Array | null> {
  const facts = await readsDisk.look(path)
  if (facts?.kind !== 'symlink') return readsDisk.read(path, systemTextBytesMax)
  return readsDisk.read('/usr/lib/os-release', systemTextBytesMax)
}

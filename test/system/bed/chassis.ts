import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { privateCgroups, removePrivateCgroups } from './cgroups.ts'
import { must } from './command.ts'
import { places } from './places.ts'
import { unlessGone } from './unless-gone.ts'

/** The directories, mounts and cgroups of one machine: what remains of it when it is off. */
export interface Chassis { readonly name: string; readonly folder: string; readonly root: string; readonly share: string }

const prefix = 'app-upgrade-bed-'
let built = 0

/** Mounts a writable overlay (in memory) over a root that is shared and read-only. */
export async function buildChassis(lower: string): Promise<Chassis> {
  const chassis = await buildFrame()
  const { name, folder, root } = chassis
  for (const part of ['upper', 'work']) mkdirSync(join(folder, 'layers', part))
  const layers = `lowerdir=${lower},upperdir=${join(folder, 'layers/upper')},workdir=${join(folder, 'layers/work')}`
  await must(['mount', '-t', 'overlay', '-o', layers, name, root])
  return chassis
}

/** What every chassis has, whatever its root lies on: an owner, a share, and memory in `layers`. Its root is still empty. */
export async function buildFrame(): Promise<Chassis> {
  sweepOnce()
  const name = `${prefix}${process.pid}-${++built}`
  const folder = join(places.machines, name)
  const chassis = { name, folder, root: join(folder, 'root'), share: join(folder, 'share') }
  // The owner is known from the first moment on, so that a sweep by another process leaves this folder alone.
  const unfinished = join(places.machines, `new-${name}`)
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'owner'), identity(process.pid))
  renameSync(unfinished, folder)
  for (const part of ['root', 'share', 'layers']) mkdirSync(join(folder, part))
  await must(['mount', '-t', 'tmpfs', '-o', 'mode=755', name, join(folder, 'layers')])
  await must(['mkfifo', join(chassis.share, 'ready')])
  return chassis
}

/** Takes a machine apart, and switches it off first if nobody did. Synchronous, because it also runs while this process exits. */
export function scrapChassis(name: string): void {
  const folder = join(places.machines, name)
  removePrivateCgroups(name)
  for (const part of ['root', 'layers']) {
    // Lazy: a process that is just dying may still hold the mount.
    if (existsSync(join(folder, part))) spawnSync('umount', ['--lazy', '--quiet', join(folder, part)], { stdio: 'ignore' })
  }
  rmSync(folder, { recursive: true, force: true })
  rmSync(join('/run/systemd/nspawn/propagate', name), { recursive: true, force: true })
}

let swept = false

/** Removes what earlier test runs left behind when they were killed. Owners are told from strangers by pid and start time. */
function sweepOnce(): void {
  if (swept) return
  swept = true
  mkdirSync(places.machines, { recursive: true })
  for (const name of readdirSync(places.machines)) {
    if (name.startsWith(prefix) && !ownerLives(join(places.machines, name))) scrapChassis(name)
  }
  for (const name of privateCgroups(prefix)) {
    if (!existsSync(join(places.machines, name)) && !makerLives(name)) removePrivateCgroups(name)
  }
}

/** A machine of another checkout has its folder there: to sweep it away would switch it off under somebody else's test. */
function makerLives(name: string): boolean {
  const [pid = ''] = name.slice(prefix.length).split('-')
  return existsSync(join('/proc', pid))
}

function ownerLives(folder: string): boolean {
  const text = unlessGone(() => readFileSync(join(folder, 'owner'), 'utf8'), '')
  return text !== '' && text === identity(Number(text.split(' ')[0]))
}

/** A process id alone is not an identity, because ids are given out again: the start time belongs to it (proc(5), field 22). */
function identity(pid: number): string {
  const stat = unlessGone(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '')
  return `${pid} ${stat.replace(/^.*\) /, '').split(' ')[19] ?? 'gone'}`
}

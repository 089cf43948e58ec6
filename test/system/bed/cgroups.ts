import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { unlessGone } from './unless-gone.ts'

const top = '/sys/fs/cgroup'

/** On a cgroup v2 host there is one hierarchy; on v1 and hybrid hosts one per controller, `unified` and `systemd` among them. */
function hierarchies(): readonly string[] {
  if (existsSync(join(top, 'cgroup.procs'))) return [top]
  return readdirSync(top).map((name) => join(top, name)).filter((path) => existsSync(join(path, 'cgroup.procs')))
}

/**
 * Moves a process into a cgroup of its own in *every* hierarchy. Without this the systemd inside takes the host's root
 * of each v1 controller for its own, and moves every process of the host into its init.scope.
 */
export function enterPrivateCgroups(name: string, pid: number): void {
  for (const hierarchy of hierarchies()) {
    const own = join(hierarchy, name)
    mkdirSync(own, { recursive: true })
    // A v1 cpuset without cpus and memory nodes takes no process.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (existsSync(join(own, file)) && hierarchy !== top) writeFileSync(join(own, file), readFileSync(join(hierarchy, file)))
    }
    writeFileSync(join(own, 'cgroup.procs'), String(pid))
  }
}

/**
 * Kills what is left in them and removes them. Only a machine that was not switched off has anything left: nspawn's
 * death does not always take the systemd inside with it. Nobody but our own machine can be in a cgroup of this name.
 */
export function removePrivateCgroups(name: string): void {
  const own = hierarchies().map((hierarchy) => join(hierarchy, name)).filter((path) => existsSync(path))
  // The kernel gives no event that a synchronous caller (the exit of this process) could wait for: look, a hundred times at most.
  for (let look = 0; look < 100 && own.some((path) => killAll(path) > 0); look++) Atomics.wait(pause, 0, 0, 10)
  for (const path of own) removeTree(path)
}

const pause = new Int32Array(new SharedArrayBuffer(4))

/** Sends SIGKILL to every process below; returns how many there were. */
function killAll(path: string): number {
  const pids = read(join(path, 'cgroup.procs')).split('\n').filter((line) => line !== '').map(Number)
  for (const pid of pids) unlessGone(() => process.kill(pid, 'SIGKILL'), true)
  return pids.length + subfolders(path).reduce((sum, below) => sum + killAll(below), 0)
}

/** Leaves first. What is still busy stays, for the next sweep. */
function removeTree(path: string): void {
  for (const below of subfolders(path)) removeTree(below)
  unlessGone(() => rmdirSync(path), undefined)
}

const read = (path: string): string => unlessGone(() => readFileSync(path, 'utf8'), '')

function subfolders(path: string): readonly string[] {
  const entries = unlessGone(() => readdirSync(path, { withFileTypes: true }), [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(path, entry.name))
}

/** The names of all our cgroups that are there, whoever made them. */
export function privateCgroups(prefix: string): readonly string[] {
  return [...new Set(hierarchies().flatMap((hierarchy) => readdirSync(hierarchy).filter((name) => name.startsWith(prefix))))]
}

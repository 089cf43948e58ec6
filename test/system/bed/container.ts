import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'

import type { Chassis } from './chassis.ts'
import { enterPrivateCgroups } from './cgroups.ts'
import { limits } from './limits.ts'

export interface ContainerOptions {
  /** cgroup v2 only inside; otherwise as on the host. */
  readonly unified: boolean
  /** All capabilities but the clock's, and bpf(2): what `IPAddressDeny=` needs in order to bite. */
  readonly fullCapabilities: boolean
  /** Path inside → path outside, read-only. */
  readonly binds: Readonly<Record<string, string>>
}

/** A machine that is on. `leader` is the host's id of the systemd inside. */
export interface Container { readonly leader: number; readonly process: ChildProcess; readonly exited: Promise<void> }

/** Boots, and resolves as soon as the manager inside runs units. */
export async function switchOn(chassis: Chassis, options: ContainerOptions): Promise<Container> {
  const ready = openSync(join(chassis.share, 'ready'), constants.O_RDWR | constants.O_NONBLOCK)
  const signal = new Socket({ fd: ready, readable: true, writable: false })
  const process = start(chassis, options)
  const exited = once(process, 'exit').then(() => {})
  try {
    await Promise.race([once(signal, 'data', { signal: AbortSignal.timeout(limits.readySeconds * 1000) }), exited.then(() => Promise.reject(new Error('it went off')))])
    // A machine that a test forgot must not keep the test process alive: its exit removes it.
    process.unref()
    return { leader: childOf(process.pid ?? 0), process, exited }
  } catch (cause) {
    process.kill('SIGKILL')
    throw new Error(`machine ${chassis.name} did not come up:\n${consoleOf(chassis)}`, { cause })
  } finally {
    signal.destroy()
  }
}

/** The process must be in its cgroups before it becomes nspawn, so a shell waits for our word first. */
function start(chassis: Chassis, options: ContainerOptions): ChildProcess {
  const console = openSync(join(chassis.folder, 'console'), 'a')
  const command = ['systemd-nspawn', ...settings(chassis, options)]
  const child = spawn('/bin/sh', ['-c', 'read -r go && exec "$@" </dev/null', 'sh', ...command], {
    detached: true, stdio: ['pipe', console, console],
    env: { ...process.env, ...(options.unified ? { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' } : {}) },
  })
  closeSync(console)
  if (child.pid === undefined) throw new Error('/bin/sh could not be started')
  enterPrivateCgroups(chassis.name, child.pid)
  child.stdin?.end('go\n')
  return child
}

function settings(chassis: Chassis, options: ContainerOptions): readonly string[] {
  const binds = Object.entries(options.binds).map(([inside, outside]) => `--bind-ro=${outside}:${inside}`)
  const capabilities = ['--capability=all', '--drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE,CAP_SYS_RAWIO', '--system-call-filter=bpf']
  return ['-q', '-D', chassis.root, '-M', chassis.name, '--hostname=machine', '--boot', '--register=no', '--keep-unit', '--console=pipe',
    '--private-network', `--bind=${chassis.share}:/share`, ...binds, ...(options.fullCapabilities ? capabilities : [])]
}

function childOf(pid: number): number {
  const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0])
  if (!Number.isInteger(child) || child <= 0) throw new Error(`process ${pid} has no child`)
  return child
}

function consoleOf(chassis: Chassis): string {
  return readFileSync(join(chassis.folder, 'console'), 'utf8').slice(-4000)
}

/** A power cut as far as processes go: all of them die at once. What was written survives, as in the page cache. */
export async function cutPower(container: Container): Promise<void> {
  container.process.ref()
  kill(container.leader, 'SIGKILL')
  await container.exited
}

/** An orderly shutdown: SIGRTMIN+4 (34 + 4) asks systemd for poweroff.target. */
export async function shutDown(container: Container): Promise<void> {
  kill(container.leader, 38)
  await goesOff(container)
}

/** Waits until the machine went off by itself. */
export async function goesOff(container: Container): Promise<void> {
  container.process.ref()
  const signal = AbortSignal.timeout(limits.poweroffSeconds * 1000)
  if (container.process.exitCode === null && container.process.signalCode === null) await once(container.process, 'exit', { signal })
}

/** For the moment in which this process exits: nothing can be awaited any more. */
export function killNow(container: Container): void {
  kill(container.leader, 'SIGKILL')
  container.process.kill('SIGKILL')
}

function kill(pid: number, signal: NodeJS.Signals | number): void {
  try {
    process.kill(pid, signal)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown
  }
}

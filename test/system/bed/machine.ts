import { type ChildProcess, spawn } from 'node:child_process'
import { dirname } from 'node:path'

import { buildChassis, type Chassis, scrapChassis } from './chassis.ts'
import { command, type CommandOptions, mustHave, type Ran } from './command.ts'
import { buildDiskChassis, type FileSystem, replaceDisk, stopDisk } from './disk-chassis.ts'
import { type Container, type ContainerOptions, cutPower, goesOff, killNow, shutDown, switchOn } from './container.ts'
import { limits } from './limits.ts'
import { aRoot, type RootWanted } from './root.ts'

export interface MachineWanted extends RootWanted, Partial<ContainerOptions> {
  /** Gives it a disk of its own, which can lose what was not synced: see `cut`. Otherwise its root lies in memory. */
  readonly disk?: FileSystem
}
/** One line of the system journal inside, fields by name. */
export type JournalLine = Readonly<Record<string, string | readonly number[] | undefined>>

const standing = new Set<Machine>()
process.on('exit', () => { for (const machine of standing) machine.removeNow() })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

/** A booted Debian with a real systemd, in about a second. Whoever makes one removes it: `await using machine = await aMachine({ suite: 'trixie' })`. */
export async function aMachine(wanted: MachineWanted): Promise<Machine> {
  const root = await aRoot(wanted)
  const chassis = wanted.disk === undefined ? await buildChassis(root) : await buildDiskChassis(root, wanted.disk)
  const options = { unified: wanted.unified ?? false, fullCapabilities: wanted.fullCapabilities ?? false, binds: wanted.binds ?? {} }
  const machine = new Machine(chassis, options)
  standing.add(machine)
  try {
    await machine.powerOn()
    await machine.booted()
  } catch (thrown) {
    await machine.remove()
    throw thrown
  }
  return machine
}

export class Machine {
  readonly #chassis: Chassis
  readonly #options: ContainerOptions
  #container: Container | null = null

  constructor(chassis: Chassis, options: ContainerOptions) {
    this.#chassis = chassis
    this.#options = options
  }

  /** A folder of the host that is `/share` inside. */
  get share(): string { return this.#chassis.share }

  /** The machine's root as the host sees it, for looking at while it is off. Absolute symlinks in it point at the host! */
  get root(): string { return this.#chassis.root }

  /** The host's process id of the systemd inside. */
  get leader(): number { return this.#on().leader }

  /** Runs a command inside: as root, in no unit, with a small environment. While the machine is off it runs in a chroot. */
  async exec(argv: readonly string[], options: CommandOptions = {}): Promise<Ran> {
    return await command(this.#enter(argv, options.env), { ...options, env: {} })
  }

  /** The same for a command that has to succeed: returns its standard output. */
  async must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
    return mustHave(argv, await this.exec(argv, options))
  }

  /** Runs a command as a transient unit: own cgroup, own lines in the system journal. Properties as `-p` of systemd-run(1). */
  async run(argv: readonly string[], properties: readonly string[] = []): Promise<Ran> {
    return await this.exec(['systemd-run', '--quiet', '--pipe', '--wait', '--collect', ...properties.flatMap((property) => ['-p', property]), '--', ...argv])
  }

  /** Starts a command inside and hands it over while it runs. */
  start(argv: readonly string[]): ChildProcess {
    const [file = '', ...rest] = this.#enter(argv)
    return spawn(file, rest, { stdio: 'pipe' })
  }

  /** Writes a file and the folders above it. */
  async writeFile(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
    await this.must(['mkdir', '-p', dirname(path)])
    await this.must(['dd', 'status=none', `of=${path}`], { input: content })
    await this.must(['chmod', mode.toString(8), path])
  }

  async readFile(path: string): Promise<string> {
    return await this.must(['cat', path])
  }

  /** Lines of the system journal, oldest first; matches and options as journalctl(1) takes them. */
  async journal(...matches: readonly string[]): Promise<readonly JournalLine[]> {
    await this.must(['journalctl', '--sync'])
    const argv = ['journalctl', '--quiet', '--no-pager', '--output=json', '--all', ...matches]
    const ran = await this.exec(argv)
    // With --grep, no match is exit code 1 and silence.
    const text = ran.code === 1 && ran.stderr === '' ? '' : mustHave(argv, ran)
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as JournalLine)
  }

  /** Waits for the end of the boot: `running`, or `degraded` when a unit failed. */
  async booted(): Promise<string> {
    const ran = await this.exec(['systemctl', 'is-system-running', '--wait'], { timeoutSeconds: limits.bootSeconds })
    return ran.stdout.trim()
  }

  /** Boots; resolves when the manager runs units, which is before the boot has ended. */
  async powerOn(): Promise<void> {
    if (this.#container !== null) throw new Error(`${this.#chassis.name} is on already`)
    this.#container = await switchOn(this.#chassis, this.#options)
  }

  /** SIGKILL for everything inside, at once. */
  async kill(): Promise<void> {
    await cutPower(this.#on())
    this.#container = null
  }

  /**
   * The power is cut: first the disk stops dead, then everything else dies; what was not synced by then is gone. Off afterwards, with
   * `root` showing what was left. `letGo` ends whatever else on the host has files of it open.
   */
  async cut(letGo: () => Promise<void> = async () => {}): Promise<void> {
    await stopDisk(this.#chassis)
    await this.kill()
    await letGo()
    await replaceDisk(this.#chassis)
  }

  async poweroff(): Promise<void> {
    await shutDown(this.#on())
    this.#container = null
  }

  /** Waits for a machine that was told from inside to reboot or to power off. */
  async wentOff(): Promise<void> {
    await goesOff(this.#on())
    this.#container = null
  }

  async remove(): Promise<void> {
    if (this.#container !== null) await this.kill()
    this.removeNow()
  }

  /** Without waiting for anything; also what an exiting test process does for machines it forgot. */
  removeNow(): void {
    if (this.#container !== null) killNow(this.#container)
    this.#container = null
    standing.delete(this)
    scrapChassis(this.#chassis.name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove()
  }

  #on(): Container {
    if (this.#container === null) throw new Error(`${this.#chassis.name} is off`)
    return this.#container
  }

  #enter(argv: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
    const variables = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8', ...env }
    const clean = ['env', '-i', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...argv]
    if (this.#container === null) return ['chroot', this.#chassis.root, ...clean]
    return ['nsenter', '-t', String(this.#container.leader), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w', '--', ...clean]
  }
}

import type { Command, CommandRoom } from '../host/types.ts'
import { commandFileBytesMin, commandMemoryBytesMax, commandStopMs, commandTasksMax } from './limits.ts'

/** `loopback`: the machine's network, so that it can ask the daemon. `none`: a network of its own, with nothing on it. */
export type Reach = 'none' | 'loopback'

/** A transient unit's property: name, and its value with its D-Bus signature. */
export type Property = readonly [name: string, value: readonly [signature: string, value: unknown]]

/** The properties of a transient unit that runs one command. */
export type Sandbox = (command: Command, reach: Reach, outputPath: string) => readonly Property[]

/** systemd.exec(5): everything off that a program needs not, to say its version or to check a daemon. */
export function sandboxOf(command: Command, reach: Reach, outputPath: string): readonly Property[] {
  return [
    ...commandOf(command, outputPath),
    ...accountOf(command.user),
    ...closed,
    ...closedToAll,
    ...(reach === 'none' ? cutOff : [['RestrictAddressFamilies', ['(bas)', [true, ['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK']]]] as const]),
  ]
}

/**
 * What a user's manager can do without privileges: filters of system calls, and limits. No namespaces: where the machine forbids them to users
 * (Ubuntu's AppArmor, sysctl kernel.unprivileged_userns_clone) the command would not start, and a good version be called ill. The daemon that is
 * asked runs as this user with less around it.
 */
export function userSandboxOf(command: Command, reach: Reach, outputPath: string): readonly Property[] {
  return [
    ...commandOf(command, outputPath),
    ...(command.user === null ? [] : accountOf(command.user)),
    ...closedToAll,
    ['RestrictAddressFamilies', ['(bas)', [true, reach === 'none' ? ['AF_UNIX'] : ['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK']]]],
  ]
}

function commandOf(command: Command, outputPath: string): readonly Property[] {
  return [
    ...programOf('check', command.argv),
    // Opened by systemd itself, as root, before it becomes the user: the directory can stay closed to everybody else.
    ['StandardOutputFileToAppend', ['s', outputPath]],
    command.errors === 'apart' ? ['StandardError', ['s', 'journal']] : ['StandardErrorFileToAppend', ['s', outputPath]],
    ...limitsOf(command),
  ]
}

/** What is run, of any transient unit. */
export function programOf(what: string, argv: Command['argv']): readonly Property[] {
  const [program] = argv
  return [
    ['Description', ['s', `${what}: ${program}`]],
    ['Type', ['s', 'oneshot']],
    // Forgotten by systemd as soon as it has ended, well or ill: nothing of it is left behind if we are killed.
    ['CollectMode', ['s', 'inactive-or-failed']],
    // Not ExecStartEx, which would take arguments as they are: systemd 252 writes that name into the unit's file, and cannot read it again. A
    // daemon-reload before the command runs (another app's upgrade, an apt run) would leave a unit without a command.
    ['ExecStart', ['a(sasb)', [[program, argv.map(literal), false]]]],
    ['Environment', ['as', ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8']]],
    ['StandardInput', ['s', 'null']],
  ]
}

/** systemd.service(5), command lines: a dollar sign begins a variable, two of them are one. */
function literal(argument: string): string {
  return argument.replaceAll('$', '$$$$')
}

function accountOf(user: string | null): readonly Property[] {
  return user === null ? [['DynamicUser', ['b', true]]] : [['User', ['s', user]]]
}

/** signal(7): SIGKILL. Nothing that could be put in order can have been changed. */
const killed = 9

const plenty: CommandRoom = { memoryBytesMax: commandMemoryBytesMax, tasksMax: commandTasksMax, fileBytesMax: commandFileBytesMin }

function limitsOf(command: Command): readonly Property[] {
  const { memoryBytesMax, tasksMax, fileBytesMax } = command.room ?? plenty
  return [
    ['TimeoutStartUSec', ['t', BigInt(command.timeoutSeconds) * 1_000_000n]],
    ['TimeoutStopUSec', ['t', BigInt(commandStopMs) * 1000n]],
    // At once, and by the kernel as one: what forks without end would go on while one process after the other is asked to leave.
    ['KillMode', ['s', 'control-group']],
    ['KillSignal', ['i', killed]],
    ['MemoryMax', ['t', BigInt(memoryBytesMax)]],
    ['TasksMax', ['t', BigInt(tasksMax)]],
    // One part of the processor for all of its processes, and not one for each: hundreds would starve the manager that shall end them, and the daemon.
    ['CPUWeight', ['t', 100n]],
    ['LimitFSIZE', ['t', BigInt(Math.max(fileBytesMax, command.outputBytesMax))]],
    ['LimitCORE', ['t', 0n]],
    ['OOMScoreAdjust', ['i', 500]],
  ]
}

const closedToAll: readonly Property[] = [
  ['NoNewPrivileges', ['b', true]],
  ['RestrictNamespaces', ['t', 0n]],
  ['RestrictRealtime', ['b', true]],
  ['RestrictSUIDSGID', ['b', true]],
  ['LockPersonality', ['b', true]],
  ['SystemCallArchitectures', ['as', ['native']]],
  ['UMask', ['u', 0o077]],
]

/** errno(3): EPERM. */
const errnoNotPermitted = 1

/**
 * Whoever goes by the user id alone and does as root says, or as another user: to reach them is to be out of here, for a root without capabilities as well (a
 * daemon's own account, where its unit names none), and for an account that is in the group `docker`. As paths, because a socket can be connected to on
 * a file system that is read-only (unix(7)). `-`: where there is one.
 */
const obedient = ['/run/dbus', '/run/systemd/private', '/run/user', '/run/docker.sock', '/run/containerd', '/run/podman', '/run/crio'].map((path) => `-${path}`)

/** Three locks on one door: where the machine lacks one (no BPF, no namespaces in a container), the others hold. Other local sockets of its own user remain. */
const cutOff: readonly Property[] = [
  ['InaccessiblePaths', ['as', obedient]],
  // Memory that all share, also in a /dev of one's own: the daemon's, for whom its account may write there, and what is left there nobody removes (shm_overview(7)).
  ['TemporaryFileSystem', ['a(ss)', [['/dev/shm', 'mode=1777,nosuid,nodev']]]],
  ['PrivateNetwork', ['b', true]],
  ['RestrictAddressFamilies', ['(bas)', [true, ['AF_UNIX']]]],
  ['IPAddressDeny', ['a(iayu)', [[2, Buffer.alloc(4), 0], [10, Buffer.alloc(16), 0]]]],
]

/**
 * What is not among them: MemoryDenyWriteExecute (Node, Java and .NET compile as they run), PrivateUsers (a machine that forbids user namespaces would
 * call every release ill), ProcSubset (.NET and Java read how much memory there is), RemoveIPC (implied by a dynamic user; for the daemon's own it
 * would remove the shared memory of a daemon that became this user by itself).
 */
const closed: readonly Property[] = [
  ['CapabilityBoundingSet', ['t', 0n]],
  ['AmbientCapabilities', ['t', 0n]],
  ['ProtectSystem', ['s', 'strict']],
  ['ProtectHome', ['s', 'read-only']],
  ['PrivateTmp', ['b', true]],
  ['PrivateDevices', ['b', true]],
  ['ProtectKernelTunables', ['b', true]],
  ['ProtectKernelModules', ['b', true]],
  ['ProtectKernelLogs', ['b', true]],
  ['ProtectControlGroups', ['b', true]],
  ['ProtectClock', ['b', true]],
  ['ProtectHostname', ['b', true]],
  ['ProtectProc', ['s', 'invisible']],
  ['PrivateMounts', ['b', true]],
  ['KeyringMode', ['s', 'private']],
  // systemd.exec(5): the second list is taken out of the first. Refused, not killed: Go and Node try to raise a limit first, and live without.
  ['SystemCallFilter', ['(bas)', [true, ['@system-service']]]],
  ['SystemCallFilter', ['(bas)', [false, ['@privileged', '@resources']]]],
  ['SystemCallErrorNumber', ['i', errnoNotPermitted]],
]

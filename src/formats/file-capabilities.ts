import { failure } from '../errors.ts'

/** In the order of their bits, linux/capability.h. A number that has no name here is newer than we. */
const names = [
  'chown', 'dac_override', 'dac_read_search', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap', 'linux_immutable', 'net_bind_service', 'net_broadcast', 'net_admin', 'net_raw',
  'ipc_lock', 'ipc_owner', 'sys_module', 'sys_rawio', 'sys_chroot', 'sys_ptrace', 'sys_pacct', 'sys_admin', 'sys_boot', 'sys_nice', 'sys_resource', 'sys_time', 'sys_tty_config', 'mknod', 'lease',
  'audit_write', 'audit_control', 'setfcap', 'mac_override', 'mac_admin', 'syslog', 'wake_alarm', 'block_suspend', 'audit_read', 'perfmon', 'bpf', 'checkpoint_restore',
] as const

/** Revisions 2 and 3 (which adds whose root it is) have two words of each set; revision 1 had one. */
const bytesMin = { 1: 12, 2: 20, 3: 24 } as const

/** The value of a file's `security.capability` (struct vfs_cap_data, capabilities(7)): what its process is permitted or may inherit, `cap_net_bind_service`. DATA for anything else. */
export function readFileCapabilities(value: Uint8Array): readonly string[] {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const revision = value.length < bytesMin[1] ? 0 : view.getUint32(0, true) >>> 24
  if ((revision !== 1 && revision !== 2 && revision !== 3) || value.length < bytesMin[revision]) throw failure('DATA', 'the capabilities of a file are in a form that nobody knows')
  const words = revision === 1 ? [4] : [4, 12]
  return words.flatMap((at, word) => bitsOf(view.getUint32(at, true) | view.getUint32(at + 4, true)).map((bit) => nameOf(32 * word + bit)))
}

/** A set of capabilities as systemd tells it, in one number: `AmbientCapabilities=`. */
export function capabilityNames(set: bigint): readonly string[] {
  return [...bitsOf(Number(set & 0xffff_ffffn)), ...bitsOf(Number((set >> 32n) & 0xffff_ffffn)).map((bit) => 32 + bit)].map(nameOf)
}

function bitsOf(word: number): readonly number[] {
  return Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((word >>> bit) & 1) === 1)
}

function nameOf(number: number): string {
  return `cap_${names[number] ?? number}`
}

import { quoted } from '../../formats/printable.ts'
import { unitKind } from '../../formats/unit-kind.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

/** Which units may be restarted by us (failures.md E39, E40), and what may be waited for before the next. Whether they exist, or are masked, is asked of systemd by a gate. */
export function unitMistakes(settings: Meaning): readonly Mistake[] {
  return settings.units.flatMap(({ name }, index) => {
    const says = unitFault(name) ?? (settings.units.findIndex((other) => other.name === name) < index ? `${quoted(name, 80)} is there twice` : null)
    return [...(says === null ? [] : [{ path: ['unit', index, 'name'], says }]), ...readyMistakes(settings, index)]
  })
}

/** A probe that nobody reads would never be well, and every upgrade would end there. A probe without a name is called by its kind. */
function readyMistakes({ units, probes }: Pick<Meaning, 'units' | 'probes'>, index: number): readonly Mistake[] {
  const unit = units[index]
  const kind = unitKind(unit?.name ?? '')
  if (kind !== 'service' && (unit?.ready.probes.length ?? 0) > 0) return [{ path: ['unit', index, 'ready'], says: `nobody waits for a ${kind === 'socket' ? 'socket' : 'timer or a path'}: name the probes at its service` }]
  const known = [...new Set(['unit', ...probes.map((probe) => String(probe['name'] ?? probe.kind))])]
  return (unit?.ready.probes ?? []).flatMap((name, at): readonly Mistake[] => {
    if (known.includes(name)) return []
    return [{ path: ['unit', index, 'ready', at], says: `there is no probe ${quoted(name, 80)}; there ${known.length === 1 ? 'is' : 'are'} ${known.map((one) => quoted(one, 80)).join(', ')}` }]
  })
}

/** What is wrong with a unit's name; null when nothing is. */
export function unitFault(name: string): string | null {
  const suffix = ['.service', '.socket', '.timer', '.path'].find((one) => name.endsWith(one))
  if (suffix === undefined) return `${quoted(name, 80)} does not end in '.service', '.socket', '.timer' or '.path'; other units are not restarted`
  const stem = name.slice(0, -suffix.length)
  if (!/^[A-Za-z0-9:_.\\@-]{1,247}$/.test(stem) || stem.startsWith('@')) return `${quoted(name, 80)} cannot be a unit's name`
  if (stem.endsWith('@')) return `${quoted(name, 80)} is a template; name an instance of it, like '${stem}1${suffix}'`
  switch (whose(name)) {
    case 'nobody': return null
    case 'ours': return `${quoted(name, 80)} is app-upgrade itself: it cannot restart the unit that does the restarting`
    case 'machine': return `${quoted(name, 80)} is a unit that the machine itself stands on; app-upgrade does not restart it`
  }
}

/** Who needs a unit of this name to be as it is; `nobody`: it is an app's. */
export function whose(name: string): 'ours' | 'machine' | 'nobody' {
  const prefix = name.slice(0, name.lastIndexOf('.')).split('@')[0] ?? name
  if (ourOwn.test(prefix)) return 'ours'
  return isCritical(prefix) ? 'machine' : 'nobody'
}

const ourOwn = /^app-upgrade(-|$)/

/** Without these there is no bus to ask, no login to repair with, or no machine. */
const critical: ReadonlySet<string> = new Set([
  'dbus', 'dbus-broker', 'messagebus', 'polkit', 'init', 'ssh', 'sshd', 'dropbear', 'getty', 'serial-getty', 'console-getty', 'container-getty', 'autovt',
  'user', 'user-runtime-dir', 'session', 'emergency', 'rescue', 'initrd-switch-root', 'NetworkManager', 'networking', 'network', 'wpa_supplicant',
  'lvm2-monitor', 'lvm2-lvmpolld', 'mdmonitor', 'multipathd', 'iscsid', 'cryptsetup', 'display-manager', 'plymouth-quit',
])

function isCritical(prefix: string): boolean {
  return critical.has(prefix) || prefix.startsWith('systemd-') || prefix.startsWith('initrd-') || prefix.startsWith('dracut-')
}

import { quoted } from '../../formats/printable.ts'
import { isAmongUnits, unitOfPath } from '../../formats/unit-path.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'
import type { CompanionSettings } from '../settings.ts'
import { endingFault, homeOf, isWithin, nameFault, pathFault, systemDirectories } from './paths.ts'
import { whose } from './unit-names.ts'

/** Where the files go that travel with a release, and which may (failures.md E37, E38, E40). Pure; `check-places.ts` looks at the disk. */
export function companionMistakes(settings: Meaning): readonly Mistake[] {
  return settings.companions.flatMap((companion, index): readonly Mistake[] => {
    const from = fromFault(companion, settings)
    const to = toFault(companion, settings) ?? collision(settings.companions, index)
    return [...(from === null ? [] : [{ path: ['file', index, 'from'], says: from }]), ...(to === null ? [] : [{ path: ['file', index, 'to'], says: to }])]
  })
}

const isDirectory = (path: string): boolean => path.endsWith('/')
const bare = (path: string): string => path.replace(/\/$/, '')

function fromFault({ from }: CompanionSettings, { archive: { members } }: Meaning): string | null {
  const fault = nameFault(bare(from))
  if (fault !== null) return fault
  const isThere = members === null || members.some((member) => (isDirectory(from) ? member.startsWith(from) : member === from))
  return isThere ? null : `${quoted(from, 80)} is not in [archive] members, so no release could hold it`
}

function toFault({ from, to }: CompanionSettings, settings: Meaning): string | null {
  if (isDirectory(from) !== isDirectory(to)) return 'must end in a slash if \'from\' does, and only then: both are a directory, or both are a file'
  const path = bare(to)
  return pathFault(path) ?? endingFault(path) ?? (isDirectory(to) && systemDirectories.has(path) ? `${quoted(to, 80)} is a directory of the system; name its files one by one` : null) ?? takenFault(path, settings) ?? unitFileFault(path, isDirectory(to) ? 'directory' : 'file')
}

/** What is there is somebody's already: ours, a managed file, or a release. */
function takenFault(path: string, settings: Meaning): string | null {
  if (ourPlaces.test(path)) return `${quoted(path, 80)} is a place of app-upgrade itself`
  const file = settings.binaries.find(({ publicPath }) => isWithin(path, publicPath))
  if (file !== undefined) return `${quoted(path, 80)} is already the place of ${quoted(file.name, 80)}`
  const home = homeOf(settings)
  return home !== null && isWithin(path, home) ? `${quoted(path, 80)} lies inside the home ${quoted(home, 80)}, where releases lie` : null
}

/** The machine's, and a user's. */
const ourPlaces = /\/(?:etc|var\/lib|var\/cache|var\/spool|usr\/lib|\.config|\.cache|\.local\/state)\/app-upgrade(?:-spool)?(?:\/|$)/

/** What a service manager reads decides what runs: only the app's own units, by names that it knows. */
function unitFileFault(path: string, kind: 'file' | 'directory'): string | null {
  const unit = unitOfPath(kind === 'file' ? path : `${path}/any.conf`)
  if (unit !== null) return ownUnitFault(unit)
  if (!isAmongUnits(path) || kind === 'directory') return null
  return `${quoted(path, 80)} is not a unit's file, nor a drop-in like '<unit>.d/10-name.conf'; 'systemctl enable' makes the links between units`
}

/** Also asked of each file of a directory, once a release says which there are. */
export function ownUnitFault(unit: string): string | null {
  switch (whose(unit)) {
    case 'nobody': return special.has(unit) ? `${quoted(unit, 80)} is a unit of systemd itself; no release brings it` : null
    case 'ours': return `${quoted(unit, 80)} is app-upgrade itself; its own package brings it`
    case 'machine': return `${quoted(unit, 80)} is a unit that the machine itself stands on; no release brings it`
  }
}

/** systemd.special(7): the joints between everything else. */
const special: ReadonlySet<string> = new Set([
  '-.mount', '-.slice', 'init.scope', 'system.slice', 'user.slice', 'machine.slice', 'basic.target', 'boot-complete.target', 'ctrl-alt-del.target', 'cryptsetup.target', 'default.target', 'emergency.target', 'exit.target',
  'final.target', 'getty.target', 'graphical.target', 'halt.target', 'hibernate.target', 'initrd.target', 'kexec.target', 'local-fs-pre.target', 'local-fs.target', 'multi-user.target', 'network-online.target',
  'network-pre.target', 'network.target', 'nss-lookup.target', 'nss-user-lookup.target', 'paths.target', 'poweroff.target', 'reboot.target', 'remote-fs-pre.target', 'remote-fs.target', 'rescue.target',
  'shutdown.target', 'sigpwr.target', 'sleep.target', 'slices.target', 'sockets.target', 'suspend.target', 'swap.target', 'sysinit.target', 'timers.target', 'time-set.target', 'time-sync.target', 'umount.target',
])

function collision(companions: readonly CompanionSettings[], index: number): string | null {
  const place = bare(companions[index]?.to ?? '')
  const other = companions.slice(0, index).find(({ to }) => bare(to) === place)
  return other === undefined ? null : `${quoted(other.to, 80)} is already the place of ${quoted(other.from, 80)}`
}

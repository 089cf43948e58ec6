import { bold, item, paragraph, section } from './roff.ts'

/** The part of app-upgrade.toml(5) about the gates that stand in no file. */
export function builtInGatesSection(): string {
  return section('BUILT-IN GATES', ...before.map(paragraph), ...gates.map(([name, says]) => item(bold(name), says)), paragraph(afterwards))
}

const before = [
  'Before anything is touched, on the way on and on a way back that a person asks for, each of these is asked, in this order; then the new version is rehearsed, then every [[gate]] is asked. The first no ends the run, and says what, why and what to do. '
    + 'It is status 40 unless another one is named here. What can be passed by --force does no harm that the judge and the way back would not mend; what was passed is recorded in the history.',
  'A way back that app-upgrade takes by itself out of an ill version asks none of them; one out of a crash within the probation passes each that --force can pass, and asks no [[gate]].',
  'app-upgrade doctor asks all of these of what is live, before there is a release: it changes nothing. What means "not now" is a warning there. A [[gate]] of kind "unit-property" is asked as well, and one of kind "environment" against the newest release that lies here.',
] as const

const gates: readonly (readonly [name: string, says: string])[] = [
  ['unit', 'Every unit exists or comes with the release, is loaded, is not masked and not transient, may be started and stopped by hand (RefuseManualStart=, RefuseManualStop=), and has a main process that systemd knows. Only the last can be passed by --force. A unit that could come out of a directory under [[file]], and that neither this host nor this release has, nor any before it had, is taken for misspelt, with the name that may be meant; --force goes on without it. A unit that somebody else restarts, reloads or stops at this moment is "not now": status 75, asked again, and passed by --force.'],
  ['package', 'No managed file belongs to a package of the distribution. It cannot be passed, unless it is only not known, because the package manager did not answer.'],
  ['mounts', 'The home and its releases are on one file system; no managed file, no file that travels with the release and no link is a mount of its own; nothing that has to be changed is read-only (status 73); nothing that has to be executed is on a mount that is noexec. Only the last can be passed, and only where it is the rehearsal alone that could not run.'],
  ['put back', 'The units that put files back when the upgrade itself cannot (app-upgrade-fallback@.service, app-upgrade-recover.service, with a probation app-upgrade-probation@.service) may write everywhere that this upgrade does, as they are edited on this host: a drop-in that opens a directory for app-upgrade@.service alone is not enough. Status 73; it cannot be passed.'],
  ['space', 'Every file system that is written to has the room, with a tenth more, and the inodes: for the new files beside the old ones (in-place), for what is adopted from another file system (links), for the files that travel, for build info and for the journal. Snapshots are the operator\'s to measure. Quotas are not seen here; where one is met, nothing has been touched yet. Status 73, tried again by timers. It can be passed by --force.'],
  ['program', 'Every service that is restarted runs what is upgraded: its ExecStart= names a managed file or something below <home>/current, by itself, through links, as an argument, within the line of a shell, in a script, or by WorkingDirectory=. A unit file that comes with the release is judged as it will be. A unit that runs something else on purpose says so with program under its [[unit]]. It can be passed by --force.'],
  ['data', 'Data that an earlier way back could not put back ([data]) have been seen to: app-upgrade recover <app> --data-restored says so. It can be passed by --force, which goes on with the data as they are and lets the daemon be started again.'],
  ['way back', 'The live files are what was laid down by the last upgrade, or by another one whose record is here; they can be read whole; and the new files are still what was verified. What was placed by hand before the first upgrade counts as laid down. A file that was changed, replaced or removed since, or that another user owns now, can be passed by --force, which adopts what is there as the version to go back to.'],
  ['packages', 'No package manager is at work: dpkg, apt, rpm, dnf. Status 75, asked again; it can be passed by --force.'],
  ['needrestart', 'needrestart is not at work, as far as it can be seen: within apt it runs while apt holds its lock, and in the sandbox of app-upgrade@.service it is hidden. app-upgrade never runs it. Status 75, asked again; it can be passed by --force.'],
  ['capabilities', 'No live file has rights of its own that the new one will not have: file capabilities (setcap(8)), setuid, setgid. app-upgrade does not hand them on. A unit that runs as root, or gives them by AmbientCapabilities=, now or in a unit file that comes with the release, needs none of them. What is kept has them still. It can be passed by --force.'],
]

const afterwards = 'Last of all, after the rehearsal and every [[gate]]: no unit was edited since the run began, and none that is to be restarted was stopped; whoever did so is asked to upgrade again. The settings are held to the same a moment later. A reboot that is pending (/run/reboot-required) is said in the report, and refuses nothing. On a host without systemd the gates unit, put back and program are not asked.'

import { unitKind } from '../formats/unit-kind.ts'
import type { UnitBefore, UnitState } from './reading.ts'

/** What is wrong with a unit, to be read behind its name: "failed: exit status 1". Null: it runs, and it is a new run. */
export function unitTrouble(unit: UnitState, before: UnitBefore): string | null {
  if (unit.loadState !== 'loaded') return `is not loaded (${unit.loadState})`
  if (unit.activeState !== 'active') return inactiveTrouble(unit)
  // A timer and a path take up their new settings in the same run, whenever the manager reads them.
  if (unitKind(unit.name) === 'trigger') return null
  if (unit.invocationId === '' || unit.invocationId === before.invocationId) return 'was not restarted: it is still the old run'
  // A socket that listens, or has handed its connections on: it has no process that could be another one (g18, g19).
  if (unitKind(unit.name) === 'socket') return null
  // `active (exited)`: all that ran is gone; `active (running)` without a main process: systemd knows no process to vouch for (g12, g13).
  if (unit.subState === 'exited') return 'is active, but none of its processes remains'
  if (unit.mainPid === 0) return 'is active, but systemd does not know its main process (Type=forking wants PIDFile=)'
  // A reload keeps the invocation; a daemon that replaced nothing keeps its start time (g17).
  if (unit.mainStartedUs <= before.mainStartedUs) return 'still has its old main process'
  const left = unit.leftovers?.[0]
  return left === undefined ? null : `runs, but process ${left} of its earlier run still runs the old program (its KillMode= spares it)`
}

function inactiveTrouble(unit: UnitState): string {
  const status = unit.statusText === '' ? '' : ` (its status: ${unit.statusText})`
  switch (unit.activeState) {
    case 'failed': return `failed: ${resultOf(unit)}`
    case 'inactive': return stoppedTrouble(unit)
    case 'activating': return unit.subState === 'auto-restart' ? `failed and is about to be restarted: ${resultOf(unit)}` : `is still starting${status}`
    default: return `is ${unit.activeState} (${unit.subState})${status}`
  }
}

function stoppedTrouble(unit: UnitState): string {
  // Its job is `done` all the same: systemd takes a condition for a wish, not for a failure (g29).
  if (unit.unmetCondition !== undefined) return `was not started: a condition of it is not met (${unit.unmetCondition})`
  return unit.result === 'success' ? 'is stopped' : `is stopped: ${resultOf(unit)}`
}

/** systemd.exec(5), "process exit codes": what a person can do something about. */
const spawnTroubles: Readonly<Record<number, string>> = {
  200: 'CHDIR: its working directory cannot be entered',
  203: 'EXEC: the program could not be executed (missing, not executable, wrong interpreter or library)',
  209: 'STDOUT: its standard output could not be set up',
  216: 'GROUP: its group does not exist',
  217: 'USER: its user does not exist',
  226: 'NAMESPACE: its file system view could not be set up',
  243: 'CREDENTIALS: its credentials could not be read',
}

/** Why the unit's last run ended, by its Result property (systemd.service(5), $SERVICE_RESULT). */
function resultOf(unit: UnitState): string {
  switch (unit.result) {
    case 'success': return 'it ended by itself'
    case 'exit-code': return exitOf(unit.mainStatus)
    case 'signal': return `killed by signal ${unit.mainStatus}`
    case 'core-dump': return `crashed with signal ${unit.mainStatus} and dumped core`
    case 'timeout': return 'it did not start or stop in time'
    case 'watchdog': return 'it went silent: its watchdog expired'
    case 'start-limit-hit': return `it failed too often and systemd gave up (start-limit-hit)${unit.mainStatus === 0 ? '' : `; last ${exitOf(unit.mainStatus)}`}`
    case 'oom-kill': return 'the kernel ran out of memory and killed it'
    case 'protocol': return 'it did not follow its Type= (no readiness message, or no PID file)'
    case 'resources': return 'systemd could not set it up (a file, user or mount is missing)'
    default: return unit.result
  }
}

function exitOf(status: number): string {
  const name = spawnTroubles[status]
  if (name !== undefined) return `exit status ${status}/${name}`
  return status === 0 ? 'a helper process of it failed (ExecStartPre=, ExecStartPost= …)' : `exit status ${status}`
}

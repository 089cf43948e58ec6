import type { HealthRule, SampleReading, UnitReading, UnitState } from '../../src/policy/reading.ts'

/** Invocation ids as systemd writes them. */
export const oldRun = '0'.repeat(31) + '1'
export const newRun = '0'.repeat(31) + '2'
export const thirdRun = '0'.repeat(31) + '3'

/** A unit that runs well as a new run; say what differs. */
export function aUnit(differs: Partial<UnitState> = {}): UnitState {
  return {
    name: 'jaco.service', loadState: 'loaded', activeState: 'active', subState: 'running', result: 'success', invocationId: newRun, restarts: 0,
    mainPid: 4711, mainStatus: 0, mainStartedUs: 2_000_000, activeEnteredUs: 2_000_100, activeLeftUs: 1_900_000, unitFileState: 'enabled',
    needDaemonReload: 'no', statusText: '', executable: null, ...differs,
  }
}

export function aUnitReading(atMs: number, differs: Partial<UnitState> = {}): UnitReading {
  return { kind: 'unit', probe: 'unit', atMs, unit: aUnit(differs) }
}

export function aSample(atMs: number, outcome: SampleReading['outcome'] = 'well', differs: Partial<SampleReading> = {}): SampleReading {
  return { kind: 'sample', probe: 'http', atMs, outcome, detail: outcome === 'well' ? 'HTTP 200' : 'HTTP 503', ...differs }
}

/** Well by 30 s, steady for 10 s, no automatic restart forgiven; one unit and the probe of that name. */
export function aRule(differs: Partial<HealthRule> = {}): HealthRule {
  return {
    deadlineMs: 30_000, steadyMs: 10_000, restartsMax: 0, probes: ['unit'],
    before: [{ name: 'jaco.service', invocationId: oldRun, mainStartedUs: 1_000_000 }], ...differs,
  }
}

import * as v from 'valibot'
import { failure } from '../../errors.ts'
import type { DriverSettings, Plan } from '../../upgrade/plan.ts'
import type { Probe } from '../../upgrade/ports.ts'
import type { ProbeDriver, ProbeTools } from './driver.ts'
import { exec } from './exec.ts'
import { http } from './http.ts'
import { journal } from './journal.ts'
import { unit } from './unit.ts'
import { version } from './version.ts'

/** Every way to read a pulse, by its `kind`. A new one is one file and one name here. */
export const probes = { unit, version, journal, http, exec } as const satisfies Readonly<Record<string, ProbeDriver>>

/** The probes of a plan, ready to be read. CONFIG when a later version of the program wrote that plan. */
export function openProbes(plan: Plan, tools: ProbeTools): readonly Probe[] {
  return plan.probes.map((settings) => driverOf(settings.kind).make(settings, tools))
}

/**
 * The probes of an app as a plan lists them: the units are always watched, and every probe has a name of its own. CONFIG when
 * two would be called the same.
 */
export function probeNames(settings: readonly DriverSettings[]): readonly (DriverSettings & { readonly name: string })[] {
  const isUnitNamed = settings.some((one) => one.kind === 'unit')
  const named = [...(isUnitNamed ? [] : [{ kind: 'unit' }]), ...settings].map((one) => v.parse(driverOf(one.kind).schema, one))
  for (const [at, one] of named.entries())
    if (named.findIndex((other) => other.name === one.name) !== at) throw failure('CONFIG', `two probes are called '${one.name}'`, { next: "Give one of them another 'name' under [[probe]]." })
  return named
}

function driverOf(kind: string): ProbeDriver {
  const driver = Object.values<ProbeDriver>(probes).find((one) => one.kind === kind)
  if (driver === undefined) throw failure('CONFIG', `there is no probe of kind '${kind}'`)
  return driver
}

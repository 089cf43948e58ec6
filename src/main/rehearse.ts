import { fillIn } from '../drivers/probes/placeholders.ts'
import { openProbes } from '../drivers/probes/table.ts'
import type { Rehearse } from '../drivers/gates/rehearsal.ts'
import type { CommandRoom } from '../host/types.ts'
import type { SampleReading } from '../policy/reading.ts'
import type { DriverSettings, Plan } from '../upgrade/plan.ts'
import type { Probe } from '../upgrade/ports.ts'
import { probeTools } from './probe-tools.ts'

/** The plan's `version` probes, asked of the new files instead of the live ones: the same sandbox, the same account, the same judgement. */
export const rehearse = (room: CommandRoom): Rehearse => async (plan, signal) => {
  const staged = plan.probes.flatMap((settings) => onStage(settings, plan))
  const samples: SampleReading[] = []
  for (const probe of staged.length === 0 ? [] : openProbes({ ...plan, probes: staged }, await probeTools(room))) {
    const seen = await clearSample(probe, plan, signal)
    if (seen !== null) samples.push(seen)
  }
  return samples
}

/** Only what runs a managed file: any other program is the same before and after. */
export function onStage(settings: DriverSettings, plan: Plan): readonly DriverSettings[] {
  if (settings.kind !== 'version') return []
  const [program = '', ...args] = (settings as unknown as { readonly command: readonly string[] }).command
  const file = plan.files.find(({ publicPath }) => publicPath === fillIn(program, plan))
  return file === undefined ? [] : [{ ...settings, command: [file.newPath, ...args] }]
}

/** One that is ill is asked once more: this is about the release, not about a moment in which the machine had too much to do. */
export async function clearSample(probe: Probe, plan: Plan, signal: AbortSignal): Promise<SampleReading | null> {
  const enough = new AbortController()
  let seen: SampleReading | null = null
  try {
    for await (const reading of probe.readings(plan, AbortSignal.any([signal, enough.signal]))) {
      if (reading.kind !== 'sample') continue
      const isSecond = seen !== null
      seen = reading
      if (isSecond || reading.outcome === 'well' || reading.outcome === 'fatal') return seen
    }
    return seen
  } finally {
    enough.abort()
  }
}

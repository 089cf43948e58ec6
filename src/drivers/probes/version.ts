import * as v from 'valibot'
import { parseDuration } from '../../formats/duration.ts'
import { containsVersion, readVersion, versionsIn } from '../../release/version.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Probe } from '../../upgrade/ports.ts'
import type { ProbeDriver, ProbeTools } from './driver.ts'
import { runCommand } from './run-command.ts'
import { command, interval, kind, name, timeout, user } from './keys.ts'
import { firstLine, sample, type Sample } from './sampling.ts'

const schema = v.strictObject({
  kind: kind('version', 'the live binary says which version it is'),
  name: name('version'),
  command,
  user,
  timeout: timeout('10s'),
  interval: interval('2s'),
})
type Settings = v.InferOutput<typeof schema>

/** The expected version must stand in the output as a whole word; another one is fatal: waiting does not change a binary. */
export const version: ProbeDriver = {
  kind: 'version',
  schema,
  make: (settings, tools) => versionProbe(v.parse(schema, settings), tools),
}

function versionProbe(settings: Settings, tools: ProbeTools): Probe {
  return {
    name: settings.name,
    readings: (plan, signal) => sample({ probe: settings.name, clock: tools.clock, interval: settings.interval, signal }, () => look(settings, tools, { plan, signal })),
  }
}

async function look(settings: Settings, tools: ProbeTools, { plan, signal }: { readonly plan: Plan; readonly signal: AbortSignal }): Promise<Sample> {
  const ran = await runCommand(tools.alone, { command: settings.command, user: settings.user, timeoutMs: parseDuration(settings.timeout) }, plan, signal)
  if (ran.status === null) return { outcome: 'ill', detail: `${ran.shown} ${ran.trouble}` }
  if (ran.status !== 0) return { outcome: 'ill', detail: `${ran.shown} ended with status ${ran.status}: ${firstLine(ran.output)}` }
  return weigh(ran.shown, ran.output, plan.to.version)
}

function weigh(shown: string, output: string, expected: string): Sample {
  const wanted = readVersion(expected)
  // An adopted release has a label of ours, which its binary cannot know.
  if (wanted === null) return { outcome: 'well', detail: `${shown} runs; it is not known which version it should say` }
  if (containsVersion(output, wanted)) return { outcome: 'well', detail: `${shown} says ${wanted}` }
  const others = versionsIn(output)
  return { outcome: 'fatal', detail: `${shown} does not say ${wanted}${others.length === 0 ? `: ${firstLine(output)}` : ` but ${others.slice(0, 3).join(', ')}`}` }
}

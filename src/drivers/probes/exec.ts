import * as v from 'valibot'
import { parseDuration } from '../../formats/duration.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Probe } from '../../upgrade/ports.ts'
import type { ProbeDriver, ProbeTools } from './driver.ts'
import { command, interval, kind, name, timeout, user } from './keys.ts'
import { asksInVain } from './placeholders.ts'
import { runCommand } from './run-command.ts'
import { firstLine, sample, type Sample } from './sampling.ts'

const status = v.pipe(v.number('must be a whole number'), v.integer('must be a whole number'), v.minValue(0, 'must be 0 to 199'), v.maxValue(199, 'must be 0 to 199: systemd uses those above itself'))

const schema = v.strictObject({
  kind: kind('exec', 'a command checks the daemon'),
  name: name('exec'),
  command,
  user,
  status: v.optional(v.pipe(v.array(status, 'must be a list of numbers'), v.minLength(1, 'must name a status'), v.maxLength(20, 'has more than 20 entries'), v.description('exit statuses that mean well')), [0]),
  timeout: timeout('10s'),
  interval: interval('2s'),
})
type Settings = v.InferOutput<typeof schema>

/** Any check that somebody can write. It may use the network, to ask the daemon, and may change nothing. */
export const exec: ProbeDriver = {
  kind: 'exec',
  schema,
  make: (settings, tools) => execProbe(v.parse(schema, settings), tools),
}

function execProbe(settings: Settings, tools: ProbeTools): Probe {
  return {
    name: settings.name,
    readings: (plan, signal) => sample({ probe: settings.name, clock: tools.clock, interval: settings.interval, signal }, () => look(settings, tools, { plan, signal })),
  }
}

async function look(settings: Settings, tools: ProbeTools, { plan, signal }: { readonly plan: Plan; readonly signal: AbortSignal }): Promise<Sample> {
  if (settings.command.some((argument) => asksInVain(argument, plan))) return { outcome: 'well', detail: 'not asked: it is not known which version runs' }
  const ran = await runCommand(tools.beside, { command: settings.command, user: settings.user, timeoutMs: parseDuration(settings.timeout) }, plan, signal)
  if (ran.status === null) return { outcome: 'ill', detail: `${ran.shown} ${ran.trouble}` }
  const words = firstLine(ran.output)
  const detail = `${ran.shown} ended with status ${ran.status}${words === '' ? '' : `: ${words}`}`
  return { outcome: settings.status.includes(ran.status) ? 'well' : 'ill', detail }
}

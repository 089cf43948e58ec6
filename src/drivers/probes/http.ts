import * as v from 'valibot'
import { parseDuration } from '../../formats/duration.ts'
import { parseLoopbackUrl } from '../../formats/loopback-url.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Probe } from '../../upgrade/ports.ts'
import { asSample, bodyTrouble, type BodyRule } from './body-rule.ts'
import type { ProbeDriver, ProbeTools } from './driver.ts'
import { attempt, interval, kind, name, template, text, timeout } from './keys.ts'
import { bodyBytesMax } from './limits.ts'
import { asksInVain, fillIn } from './placeholders.ts'
import { sample, type Sample } from './sampling.ts'

const status = v.pipe(v.number('must be a whole number'), v.integer('must be a whole number'), v.minValue(100, 'must be 100 to 599'), v.maxValue(599, 'must be 100 to 599'))
const scalar = v.union([template(text), v.number(), v.boolean()], 'must be text, a number, true or false')

const table = v.strictObject({
  kind: kind('http', 'the daemon answers over HTTP'),
  name: name('http'),
  url: v.pipe(text, v.description('http:// URL on this machine')),
  socket: v.optional(v.pipe(text, v.startsWith('/', 'must be a whole path, from /'), v.maxLength(107, 'is longer than a socket path can be'), v.description("path of a unix socket to ask instead of the URL's host, which is 127.0.0.1 or localhost all the same"))),
  remote: v.optional(v.pipe(v.picklist(['refused', 'allowed'], "must be 'refused' or 'allowed'"), v.description('whether the URL may be on another machine')), 'refused'),
  status: v.optional(v.pipe(v.array(status, 'must be a list of numbers'), v.minLength(1, 'must name a status'), v.maxLength(20, 'has more than 20 entries'), v.description('answers that mean well')), [200]),
  body_contains: v.optional(v.pipe(template(text), v.description('text that the body must contain; {version} is filled in'))),
  body_equals: v.optional(v.pipe(template(text), v.description('what the body must be, apart from spaces around it'))),
  body_json: v.optional(v.pipe(v.record(text, scalar), v.description('values that the JSON body must have, by dotted path: { "status" = "ok" }'))),
  timeout: timeout('5s'),
  interval: interval('1s'),
})
const schema = v.pipe(table, v.rawCheck(({ dataset, addIssue }) => {
  if (!dataset.typed) return
  const { url, remote } = dataset.value
  const fault = attempt(() => parseLoopbackUrl(url, remote))
  if (typeof fault === 'string') addIssue({ message: fault, path: [{ type: 'object', origin: 'value', input: { ...dataset.value }, key: 'url', value: url }] })
}))
type Settings = v.InferOutput<typeof schema>

/** A redirect is an answer like any other, and not 200: it is not followed (g25, E47). */
export const http: ProbeDriver = {
  kind: 'http',
  schema,
  make: (settings, tools) => httpProbe(v.parse(schema, settings), tools),
}

function httpProbe(settings: Settings, tools: ProbeTools): Probe {
  return {
    name: settings.name,
    readings: (plan, signal) => sample({ probe: settings.name, clock: tools.clock, interval: settings.interval, signal }, () => look(settings, tools, { plan, signal })),
  }
}

async function look(settings: Settings, tools: ProbeTools, { plan, signal }: { readonly plan: Plan; readonly signal: AbortSignal }): Promise<Sample> {
  const asked = { url: parseLoopbackUrl(settings.url, settings.remote), socket: settings.socket ?? null, timeoutMs: parseDuration(settings.timeout), bodyBytesMax }
  const answer = await tools.ask(asked, signal)
  const where = settings.socket === undefined ? settings.url : `${settings.socket} (${asked.url.pathname})`
  if (answer.kind === 'none') return { outcome: 'ill', detail: `no HTTP answer from ${where}: ${answer.because}` }
  const said = `HTTP ${answer.status} from ${where}`
  if (!settings.status.includes(answer.status)) return { outcome: 'ill', detail: said }
  const rule = ruleOf(settings, plan)
  if (answer.bodyIs === 'cut') return asSample(`its body is larger than ${bodyBytesMax / 1024} KiB`, said)
  return asSample(bodyTrouble(answer.body, rule), said)
}

/** What asks for a version that nobody knows is not asked; the rest of the rule holds. */
function ruleOf(settings: Settings, plan: Plan): BodyRule {
  const filled = (value: string | undefined): string | undefined => (value === undefined || asksInVain(value, plan) ? undefined : fillIn(value, plan))
  const fields = Object.entries(settings.body_json ?? {}).filter(([, value]) => typeof value !== 'string' || !asksInVain(value, plan))
  const json = settings.body_json === undefined ? undefined : Object.fromEntries(fields.map(([path, value]) => [path, typeof value === 'string' ? fillIn(value, plan) : value]))
  return { contains: filled(settings.body_contains), equals: filled(settings.body_equals), json }
}

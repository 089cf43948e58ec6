import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import { parseLoopbackUrl } from '../../formats/loopback-url.ts'
import { printable } from '../../formats/printable.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { commandOf } from './configured-command.ts'
import type { GateDriver, GateTools } from './driver.ts'
import { command, notNow, patience, refused, text, timeout, user } from './keys.ts'
import { gateGlobStarsMax, gateValuesMax, operationsBytesMax, socketPathBytesMax } from './limits.ts'
import { inFlight, operationsInFlight } from './operations.ts'

const scalar = v.union([text, v.number(), v.boolean()], 'must be text, a number, true or false')
const glob = v.pipe(text, v.check((value) => value.split('*').length - 1 <= gateGlobStarsMax, `has more than ${gateGlobStarsMax} stars`))
const few = `has more than ${gateValuesMax} entries`

const entries = {
  kind: v.pipe(v.literal('busy'), v.description('the daemon itself is asked what it is doing, and what is not done means: not now')),
  url: v.optional(v.pipe(text, v.check((value) => urlFault(value) === null, (issue) => urlFault(issue.input) ?? ''), v.description('http:// URL on this machine that answers with a list of operations, in JSON'))),
  socket: v.optional(v.pipe(text, v.startsWith('/', 'must be a whole path, from /'), v.check((value) => Buffer.byteLength(value) <= socketPathBytesMax, 'is longer than a socket path can be'), v.description('instead of url: path of a unix socket that speaks HTTP'))),
  path: v.optional(v.pipe(text, v.regex(/^\/(?!\/)[!"$-~]*$/, 'must begin with one slash, and be written as URLs are'), v.description('what is asked for over socket; / when not given'))),
  command: v.optional(v.pipe(command, v.description('instead of url: program and arguments that print the list, and nothing else, with the placeholders of kind exec, and in the same sandbox'))),
  user,
  timeout,
  list: v.optional(v.pipe(text, v.description('where in the answer the list stands, by dotted path; the answer itself when not given'))),
  done: v.optional(v.pipe(text, v.description('field of an operation, by dotted path, that is true as soon as it is over; where it is missing, it is not')), 'done'),
  done_values: v.optional(v.pipe(v.array(scalar, 'must be a list'), v.minLength(1, 'must name a value'), v.maxLength(gateValuesMax, few), v.description('instead of true: values of that field that mean that it is over'))),
  type: v.optional(v.pipe(text, v.description('field with the kind of an operation, for messages and for ignore')), 'kind'),
  id: v.optional(v.pipe(text, v.description('field with its name or number, for messages')), 'id'),
  ignore: v.optional(v.pipe(v.array(glob, 'must be a list of text'), v.maxLength(gateValuesMax, few), v.description('kinds of operations that do not matter; * stands for any text')), []),
  ...patience,
} as const
const oneWay = "must have exactly one of 'url', 'socket' and 'command': how the daemon is asked"
const schema = v.pipe(
  v.strictObject(entries),
  v.check(({ url, socket, command: argv }) => [url, socket, argv].filter((way) => way !== undefined).length === 1, oneWay),
  v.check(({ socket, path }) => path === undefined || socket !== undefined, "has 'path' without 'socket'; a url has its path in it"),
  v.check(({ command: argv, user: account }) => account === undefined || argv !== undefined, "has 'user' without 'command'"),
)
type Settings = v.InferOutput<typeof schema>

/** A restart in the middle of something that nobody can take up again is worse than one that is an hour later. */
export const busy: GateDriver = {
  kind: 'busy',
  schema,
  make: (settings, tools) => busyGate(v.parse(schema, settings), tools),
}

function busyGate(settings: Settings, tools: GateTools): Gate {
  return {
    async ask(plan, signal): Promise<Answer> {
      const { command: argv } = settings
      const said = argv === undefined ? await overHttp(settings, tools, signal) : await byCommand({ ...settings, command: argv }, tools, { plan, signal })
      if (said.kind === 'none') return said.isDown === 'maybe' && await areAtRest(plan, tools) ? atRest(said.because) : broken(said.because, settings)
      const operations = attempt(() => operationsInFlight(said.json, settings))
      if (typeof operations === 'string') return broken(`${said.from}: ${operations}`, settings)
      return operations.length === 0 ? { kind: 'yes' } : notNow(inFlight(operations), settings)
    },
  }
}

/** `isDown`: it looks as if there were no daemon to be asked. */
type Said = { readonly kind: 'said'; readonly from: string; readonly json: string } | { readonly kind: 'none'; readonly because: string; readonly isDown: 'maybe' | 'no' }

async function overHttp({ url, socket, path, timeout: time }: Settings, { ask }: GateTools, signal: AbortSignal): Promise<Said> {
  const asked = url === undefined ? new URL(path ?? '/', 'http://localhost') : parseLoopbackUrl(url, 'refused')
  const answer = await ask({ url: asked, socket: socket ?? null, timeoutMs: parseDuration(time), bodyBytesMax: operationsBytesMax }, signal)
  const from = url ?? `${socket} (${asked.pathname})`
  if (answer.kind === 'none') return { kind: 'none', because: `no HTTP answer from ${from}: ${answer.because}`, isDown: answer.listener === 'none' ? 'maybe' : 'no' }
  if (answer.status !== 200) return { kind: 'none', because: `HTTP ${answer.status} from ${from}`, isDown: 'no' }
  if (answer.bodyIs === 'cut') return { kind: 'none', because: `the answer from ${from} is larger than ${operationsBytesMax} bytes`, isDown: 'no' }
  return { kind: 'said', from, json: answer.body }
}

interface Asking { readonly plan: Plan; readonly signal: AbortSignal }

async function byCommand(settings: Settings & { readonly command: readonly string[] }, { commands }: GateTools, { plan, signal }: Asking): Promise<Said> {
  // One more than is read: a list that was cut is no list.
  const command = commandOf(settings, plan, operationsBytesMax + 1)
  const [[program], { status, output, trouble }] = [command.argv, await commands.run(command, signal)]
  if (status === null) return { kind: 'none', because: `${program} gave no answer: ${trouble ?? 'it was killed'}`, isDown: 'no' }
  if (status !== 0) return { kind: 'none', because: `${program} ended with exit status ${status}`, isDown: 'maybe' }
  if (Buffer.byteLength(output) > operationsBytesMax) return { kind: 'none', because: `what ${program} prints is larger than ${operationsBytesMax} bytes`, isDown: 'no' }
  return { kind: 'said', from: program, json: output }
}

/** Where no unit of the plan runs, there is nothing that a restart could break off. Not knowing is not a yes. */
async function areAtRest({ units }: Plan, tools: GateTools): Promise<boolean> {
  for (const { name } of units) if (!['inactive', 'failed'].includes(await tools.property(name, 'ActiveState').catch(unknown) ?? '')) return false
  return units.length > 0
}

function unknown(thrown: unknown): null {
  if (!isFailure(thrown)) throw thrown
  return null
}

function atRest(because: string): Answer {
  return { kind: 'yes', remark: `nobody could say which operations are in flight (${printable(because)}), but the daemon is not running` }
}

function broken(because: string, settings: Settings): Answer {
  // By hand it may work: a person's root has capabilities, ours has none.
  const closed = settings.socket === undefined ? '' : "; a socket that only its owner may open needs a 'command' with a 'user' of its own"
  return refused(`nobody knows whether operations are in flight: ${printable(because)}`, `ask the daemon by hand, in the same way, and correct [[gate]] if it is wrong${closed}`, settings)
}

function urlFault(url: string): string | null {
  const read = attempt(() => parseLoopbackUrl(url, 'refused'))
  return typeof read === 'string' ? read : null
}

function attempt<T>(read: () => T): T | string {
  try {
    return read()
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.message
  }
}

import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { printable } from '../../formats/printable.ts'
import type { ApiAnswer } from '../../host/types.ts'
import type { Answer } from '../../upgrade/ports.ts'
import type { CoordinationDriver, Errand, ErrandTools } from './driver.ts'
import { coordinationAnswerBytesMax, saidCharactersMax } from './limits.ts'
import { account, lockServer, post } from './post.ts'

const schema = v.strictObject({
  kind: v.pipe(v.literal('fleetlock'), v.description('a server that speaks FleetLock, as for operating systems that reboot one after the other')),
  ...lockServer,
  group: v.optional(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9.-]{1,64}$/, 'must be letters, digits, dots and hyphens'), v.description('the group whose slots are counted')), 'default'),
})
type Settings = v.InferOutput<typeof schema>

/**
 * The FleetLock protocol: a counting semaphore with owners, recursive both ways, told by two requests. It has no leases: a host that takes a slot
 * and never comes back keeps it until a person lets go of it at the server.
 */
export const fleetlock: CoordinationDriver = {
  kind: 'fleetlock',
  schema,
  call: async (settings, errand, tools, signal) => answered(await ask(v.parse(schema, settings), errand, tools, signal), errand),
}

const paths: Readonly<Record<Errand['kind'], string>> = { ask: 'v1/pre-reboot', done: 'v1/steady-state' }

async function ask(settings: Settings, { kind, holder }: Errand, tools: ErrandTools, signal: AbortSignal): Promise<ApiAnswer> {
  const [shown, question] = [await account(settings, tools), { client_params: { id: holder, group: settings.group } }]
  const authorization = shown === null ? {} : { authorization: `Basic ${Buffer.from(`${shown.name}:${shown.password}`).toString('base64')}` }
  return post({ settings, path: paths[kind], headers: { 'fleet-lock-protocol': 'true', ...authorization }, question }, tools, signal)
}

function answered({ status, bytes }: ApiAnswer, { kind }: Errand): Answer {
  if (status >= 200 && status < 300) return { kind: 'yes' }
  const said = reasonIn(bytes.subarray(0, coordinationAnswerBytesMax))
  // Who speaks the protocol says what kind of trouble it is; a proxy in between does not, and is no answer.
  if (said === null || kind === 'done') throw failure('UNAVAILABLE', `the lock's server answered with status ${status}${said === null ? '' : `: ${said}`}`)
  return { kind: 'no', reason: `the fleet does not let this host go down now: ${said}`, next: 'wait until another host is done; the lock\'s server knows who holds it', overridable: 'yes' }
}

function reasonIn(bytes: Uint8Array): string | null {
  try {
    const { kind, value } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Readonly<Record<string, unknown>>
    return typeof kind === 'string' && typeof value === 'string' ? printable(`${value} (${kind})`).slice(0, saidCharactersMax) : null
  } catch {
    return null
  }
}

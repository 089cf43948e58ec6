import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import { isLoopbackHost } from '../../formats/loopback-url.ts'
import { messageSignature } from '../../formats/message-signature.ts'
import { bodyIn } from '../../formats/one-chunk.ts'
import type { Message, Teller, TellerDriver, TellerTools } from './driver.ts'
import { kind, on, text, timeout, wants } from './keys.ts'
import { answerBytesMax } from './limits.ts'

const secret = (says: string) => v.optional(v.pipe(text, v.description(says)))

const table = v.strictObject({
  kind: kind('webhook', 'an HTTP server is told, by a POST of JSON'),
  url: v.pipe(text, v.check((value) => urlFault(value) === null, (issue) => urlFault(issue.input) ?? ''), v.description('address that is posted to; a redirect is not followed')),
  secret: secret('name of a secret that the receiver knows too: each message is signed with it; see TELLING OTHERS'),
  authorization: secret('name of a secret that is sent as the Authorization header, like "Bearer <token>"'),
  http: v.optional(v.pipe(v.picklist(['refused', 'allowed'], "must be 'refused' or 'allowed'"), v.description('whether plain http:// is acceptable; to this machine itself it always is')), 'refused'),
  on,
  timeout,
})
const schema = v.pipe(table, v.rawCheck(({ dataset, addIssue }) => {
  if (!dataset.typed) return
  const { url, http } = dataset.value
  if (http === 'refused' && isSeenOnTheWay(url)) addIssue({ message: "is plain http: everybody on the way reads what is told; http = \"allowed\" says that this is meant", path: [{ type: 'object', origin: 'value', input: { ...dataset.value }, key: 'url', value: url }] })
}))
type Settings = v.InferOutput<typeof schema>

/** Signed JSON for whatever listens: a chat's relay, a pager, an inventory. Never led elsewhere: the signature and the token are for this address alone. */
export const webhook: TellerDriver = {
  kind: 'webhook',
  schema,
  make: (settings, tools) => teller(v.parse(schema, settings), tools),
}

function teller(settings: Settings, tools: TellerTools): Teller {
  // Path and query are where such addresses keep their tokens.
  const called = `webhook ${new URL(settings.url).origin}`
  return {
    called,
    secrets: [settings.secret, settings.authorization].filter((name) => name !== undefined),
    wants: (event) => wants(settings.on, event),
    tell: async (message, signal) => judge(await post(settings, tools, message, signal), called),
  }
}

async function post(settings: Settings, tools: TellerTools, message: Message, signal: AbortSignal): Promise<number> {
  const answer = await tools.net.ask({
    method: 'POST', url: settings.url, plainHttp: settings.http, headers: await headersFor(settings, tools, message),
    body: bodyIn(message.body), answerBytesMax, stallMs: tools.stallMs, reach: 'public',
  }, tools.clock.deadline(parseDuration(settings.timeout), signal))
  return answer.status
}

/** The time that is signed is the time of sending: a message that waited a day in the spool is not an old one to its receiver. */
async function headersFor({ secret: signing, authorization }: Settings, { secrets, clock }: TellerTools, { id, event, body }: Message): Promise<Readonly<Record<string, string>>> {
  return {
    'content-type': 'application/json',
    'x-app-upgrade-id': id,
    'x-app-upgrade-event': event,
    ...(signing === undefined ? {} : { 'x-app-upgrade-signature': messageSignature({ secret: await secrets.read(signing), atMs: clock.nowMs(), body }) }),
    ...(authorization === undefined ? {} : { authorization: asHeader(authorization, await secrets.read(authorization)) }),
  }
}

function asHeader(name: string, value: string): string {
  if (!/^[\x20-\x7e]+$/.test(value)) throw failure('CONFIG', `the secret '${name}' holds characters that no header may hold`)
  return value
}

/** Too early, too many, or its own trouble: these pass. Everything else is its word on this message. */
const passing: readonly number[] = [408, 425, 429]

function judge(status: number, called: string): void {
  if (status >= 200 && status < 300) return
  if (passing.includes(status) || status >= 500) throw failure('UNAVAILABLE', `${called} answered with status ${status}`)
  if (status >= 300 && status < 400) throw failure('REFUSED', `${called} answered with status ${status}, a redirect`, { next: "Write the address that it leads to as 'url'." })
  throw failure('REFUSED', `${called} answered with status ${status}`)
}

/** No message repeats the address: its path or query may hold a token. */
function urlFault(value: string): string | null {
  if (!URL.canParse(value)) return 'is not a URL; write it like https://hooks.example.org/upgrades'
  const url = new URL(value)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// (or http://)'
  if (url.username !== '' || url.password !== '') return "holds credentials; name a secret as 'authorization' instead"
  return url.hash === '' ? null : 'has a fragment, which no server would see'
}

function isSeenOnTheWay(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null
  return url !== null && url.protocol === 'http:' && !isLoopbackHost(url.hostname)
}

import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { printable } from '../../formats/printable.ts'
import type { ErrandTools } from './driver.ts'
import { saidCharactersMax, slotsMax } from './limits.ts'
import { account, type LockServer, post } from './post.ts'

/** The few words of etcd's JSON gateway (`/v3/…`) that a lock needs. Numbers of 64 bits are text there, keys and values base64. */
export interface Etcd {
  /** Whoever holds a key that begins so. */
  holders(prefix: string): Promise<readonly Held[]>
  /** Seconds → the lease's number. */
  grant(seconds: number): Promise<string>
  /** Only if there is no such key: one transaction, so that two never both make it. */
  create(key: string, holder: string, lease: string): Promise<'made' | 'there'>
  /** One that is gone already is fine. */
  revoke(lease: string): Promise<void>
}
export interface Held { readonly key: string; readonly holder: string; readonly lease: string | null }

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const text64 = (text: string): string => printable(Buffer.from(text, 'base64').toString('utf8')).slice(0, saidCharactersMax)

const ranged = v.object({ kvs: v.optional(v.pipe(v.array(v.object({ key: v.string(), value: v.optional(v.string(), ''), lease: v.optional(v.string()) })), v.maxLength(slotsMax)), []) })
const granted = v.object({ ID: v.string() })
const changed = v.object({ succeeded: v.optional(v.boolean(), false) })
const allowed = v.object({ token: v.string() })

/** Signs in first where there is a secret. */
export async function etcdAt(settings: LockServer, tools: ErrandTools, signal: AbortSignal): Promise<Etcd> {
  const ask = asking(settings, tools, signal)
  const shown = await account(settings, tools)
  const headers = shown === null ? {} : { authorization: (await ask({ path: 'auth/authenticate', question: shown, headers: {}, shape: allowed })).token }
  return {
    async holders(prefix) {
      const { kvs } = await ask({ path: 'kv/range', question: { key: base64(prefix), range_end: base64(after(prefix)), limit: String(slotsMax) }, headers, shape: ranged })
      return kvs.map(({ key, value, lease }) => ({ key: text64(key), holder: text64(value), lease: lease ?? null }))
    },
    grant: async (seconds) => (await ask({ path: 'lease/grant', question: { TTL: String(seconds) }, headers, shape: granted })).ID,
    async create(key, holder, lease) {
      const isNew = { key: base64(key), target: 'CREATE', result: 'EQUAL', create_revision: '0' }
      const { succeeded } = await ask({ path: 'kv/txn', question: { compare: [isNew], success: [{ request_put: { key: base64(key), value: base64(holder), lease } }] }, headers, shape: changed })
      return succeeded ? 'made' : 'there'
    },
    async revoke(lease) {
      await ask({ path: 'lease/revoke', question: { ID: lease }, headers, shape: v.object({}), unless: isGone })
    },
  }
}

/** The first key that does not begin so. */
function after(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
}

interface Asked<Shape> {
  readonly path: string
  readonly question: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly shape: v.GenericSchema<unknown, Shape>
  /** An error that is none. */
  readonly unless?: (said: string) => boolean
}
type Asking = <Shape>(asked: Asked<Shape>) => Promise<Shape>

function asking(settings: LockServer, tools: ErrandTools, signal: AbortSignal): Asking {
  return async ({ path, question, headers, shape, unless = () => false }) => {
    const { status, bytes } = await post({ settings, path: `v3/${path}`, headers, question }, tools, signal)
    const body = Buffer.from(bytes).toString('utf8')
    if (status !== 200 && !unless(body)) throw failure(status === 401 || status === 403 ? 'PERMISSION' : 'UNAVAILABLE', `etcd answered '${path}' with status ${status}: ${printable(body).slice(0, saidCharactersMax)}`)
    const read = v.safeParse(shape, status === 200 ? parsed(body) : {})
    if (read.success) return read.output
    throw failure('PROTOCOL', `etcd's answer to '${path}' has another shape than etcd's`)
  }
}

/** A list would pass for an object without keys. */
function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body)
    return Array.isArray(value) ? null : value
  } catch {
    return null
  }
}

const isGone = (said: string): boolean => said.includes('requested lease not found')

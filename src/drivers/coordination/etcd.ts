import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { durationFault, parseDuration } from '../../formats/duration.ts'
import type { Answer } from '../../upgrade/ports.ts'
import type { CoordinationDriver, Errand } from './driver.ts'
import { type Etcd, etcdAt } from './etcd-server.ts'
import { slotsMax } from './limits.ts'
import { lockServer } from './post.ts'

const leaseRange = { fromMs: 5 * 60_000, toMs: 24 * 60 * 60_000, says: "must be a time between '5min' and '24h'" }

const schema = v.strictObject({
  kind: v.pipe(v.literal('etcd'), v.description('an etcd cluster: so many hosts of a group at once')),
  ...lockServer,
  group: v.optional(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9.-]{1,64}$/, 'must be letters, digits, dots and hyphens'), v.description('hosts that must not all be down at once')), 'default'),
  slots: v.optional(v.pipe(v.number('must be a whole number'), v.integer('must be a whole number'), v.minValue(1, 'must be at least 1'), v.maxValue(slotsMax, `must be at most ${slotsMax}`), v.description('how many of them may be down at once; the same in the files of all of them')), 1),
  lease: v.optional(v.pipe(v.string('must be a time with its unit in quotation marks, like "2h"'), v.check((text) => durationFault(text, leaseRange) === null, leaseRange.says), v.description('a host that took a slot and never came back loses it after this time; longer than any upgrade takes')), '2h'),
})
type Settings = v.InferOutput<typeof schema>

/** A counting semaphore in etcd: one key a slot, each made by whoever holds it, under a lease. A holder that dies for ever loses it when that ends. */
export const etcd: CoordinationDriver = {
  kind: 'etcd',
  schema,
  async call(settings, errand, tools, signal) {
    const read = v.parse(schema, settings)
    return carried(read, errand, await etcdAt(read, tools, signal))
  },
}

const slotKey = ({ group }: Settings, slot: number): string => `/app-upgrade/${group}/${slot}`

async function carried(settings: Settings, errand: Errand, server: Etcd): Promise<Answer> {
  switch (errand.kind) {
    case 'ask': return take(settings, errand, server)
    case 'done': return letGo(settings, errand, server)
  }
}

/** The first slot that is free. What we still hold from an earlier run is let go of first: its lease may end in the middle of this one. */
async function take(settings: Settings, errand: Errand, server: Etcd): Promise<Answer> {
  await letGo(settings, errand, server)
  const held = await server.holders(`/app-upgrade/${settings.group}/`)
  const taken = new Set(held.map(({ key }) => key))
  const free = Array.from({ length: settings.slots }, (_, slot) => slotKey(settings, slot)).filter((key) => !taken.has(key))
  if (free.length === 0) return busy(settings, held.map((one) => one.holder))
  const lease = await server.grant(Math.ceil(parseDuration(settings.lease) / 1000))
  for (const key of free) if (await server.create(key, errand.holder, lease) === 'made') return { kind: 'yes' }
  await server.revoke(lease)
  return busy(settings, [])
}

function busy({ group, slots }: Settings, holders: readonly string[]): Answer {
  const who = holders.length === 0 ? '' : `, held by ${holders.slice(0, 3).join(', ')}`
  return { kind: 'no', reason: `${slots === 1 ? 'the one slot' : `all ${slots} slots`} of the group '${group}' ${slots === 1 ? 'is' : 'are'} taken${who}`, next: 'wait until another host is done', overridable: 'yes' }
}

/** With the lease goes the key, and nobody else's. */
async function letGo(settings: Settings, { holder }: Errand, server: Etcd): Promise<Answer> {
  for (const one of await server.holders(`/app-upgrade/${settings.group}/`)) {
    if (one.holder !== holder) continue
    if (one.lease === null) throw failure('PROTOCOL', `the key '${one.key}' has no lease: somebody else made it`, { next: `look at it with 'etcdctl get ${one.key}'` })
    await server.revoke(one.lease)
  }
  return { kind: 'yes' }
}

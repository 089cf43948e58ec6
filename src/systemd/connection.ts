import { createConnection as dial, type Socket } from 'node:net'
import type { Message, MessageBus } from 'dbus-native'
import { busFailure, isNamed } from './bus-failure.ts'
import { callMs, closeMs, connectMs, messageBytesMax, nudgeMs } from './limits.ts'
import { managerName, managerInterface, managerPath } from './names.ts'

/** `bus`: a message bus with the manager on it. `direct`: the manager's own socket, for when there is no bus. */
export interface Address { readonly kind: 'bus' | 'direct'; readonly path: string }

export interface Call {
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: readonly unknown[]
}
export interface CallOptions {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Called in the order of the wire: signals heard before it are older than the answer, signals after it newer. */
  readonly answered?: () => void
}
export interface Heard { readonly path: string; readonly interface: string; readonly member: string; readonly body: readonly unknown[] }
/** `gap`: the manager went or came back; signals may have been lost in between. */
export type Event = { readonly kind: 'signal'; readonly signal: Heard } | { readonly kind: 'gap' }

/** One connection, from its socket to its end. It does not come back: `bus.ts` opens the next. */
export interface Connection {
  /** UNAVAILABLE, PERMISSION, REFUSED or PROTOCOL; the manager's own error name is in the cause. */
  call(call: Call, options?: CallOptions): Promise<readonly unknown[]>
  close(): Promise<void>
}

export interface Listener {
  readonly hear: (event: Event) => void
  /** Once, before anybody learns that a call failed with the connection: whoever calls again must not meet it a second time. */
  readonly ended: () => void
}

export async function connect(address: Address, listener: Listener): Promise<Connection> {
  const socket = await openSocket(address.path)
  try {
    return await introduce(socket, address, listener)
  } catch (thrown) {
    socket.destroy()
    throw busFailure(thrown, `talking to ${address.path}`)
  }
}

async function introduce(socket: Socket, address: Address, { hear, ended }: Listener): Promise<Connection> {
  const { createClient } = await import('dbus-native')
  // `direct` also on a bus: the library throws a failed Hello where nobody can catch it, so we say Hello ourselves.
  const bus = createClient({ stream: socket, direct: true, authMethods: ['EXTERNAL'], timeout: callMs, maxMessageSize: messageBytesMax })
  await handshake(bus, socket)
  const manager: Manager = { owner: null, destination: address.kind === 'bus' ? managerName : null }
  listenTo(bus, manager, hear)
  if (address.kind === 'bus') await joinBus(bus, manager)
  await nudging(bus, subscribe(bus, manager))
  // `end` comes first, and already fails what is pending; a connection that breaks has only `close`.
  const end = onlyOnce(ended)
  for (const event of ['end', 'close']) bus.connection.on(event, end)
  return {
    call: (call, options = {}) => invoke(bus, { ...call, ...destinationOf(manager) }, options),
    close: () => closed(bus, socket),
  }
}

/** Politely, so that what was said last still arrives; but a bus that hangs must not keep us from ending (failures.md F30). */
async function closed(bus: MessageBus, socket: Socket): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), closeMs)
  await bus.close()
  clearTimeout(timer)
}

function onlyOnce(act: () => void): () => void {
  let todo: 'yes' | 'no' = 'yes'
  return () => {
    if (todo === 'yes') act()
    todo = 'no'
  }
}

/** `owner`: the unique name behind the manager's; null on its own socket, where nobody else can speak. */
interface Manager { owner: string | null; readonly destination: string | null }

function destinationOf(manager: Manager): { readonly destination?: string } {
  return manager.destination === null ? {} : { destination: manager.destination }
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = dial({ path })
    const fail = (cause: unknown): void => reject(busFailure(cause, `connecting to ${path}`))
    socket.once('error', fail)
    socket.setTimeout(connectMs, () => socket.destroy(new Error(`no answer within ${connectMs} ms`)))
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

function handshake(bus: MessageBus, socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error(`the handshake took longer than ${connectMs} ms`)), connectMs)
    bus.connection.on('error', reject)
    bus.connection.on('close', (cause) => reject(cause ?? new Error('it closed the connection')))
    bus.connection.on('connect', () => resolve())
    bus.connection.on('close', () => clearTimeout(timer))
    bus.connection.on('connect', () => clearTimeout(timer))
  })
}

async function joinBus(bus: MessageBus, manager: Manager): Promise<void> {
  const [name] = await invokeBus(bus, 'Hello')
  bus.name = String(name)
  await invokeBus(bus, 'AddMatch', `type='signal',sender='${managerName}',path_namespace='${managerPath}'`)
  await invokeBus(bus, 'AddMatch', `type='signal',sender='${busName}',member='NameOwnerChanged',arg0='${managerName}'`)
  const [owner] = await invokeBus(bus, 'GetNameOwner', managerName)
  manager.owner = String(owner)
}

const busName = 'org.freedesktop.DBus'

function invokeBus(bus: MessageBus, member: string, ...body: readonly string[]): Promise<readonly unknown[]> {
  return invoke(bus, { path: '/org/freedesktop/DBus', interface: busName, destination: busName, member, signature: 's'.repeat(body.length), body }, {})
}

/**
 * A manager that is busy reads the end of the handshake and our first message in one go, and then looks at that message only when
 * something more arrives (sd-bus reads its own socket no further than it must): so something more arrives.
 */
async function nudging(bus: MessageBus, answer: Promise<void>): Promise<void> {
  const ping = { path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' }
  const timer = setInterval(() => void invoke(bus, ping, {}).catch(() => {}), nudgeMs)
  try {
    await answer
  } finally {
    clearInterval(timer)
  }
}

/** Without it the manager sends no signals at all. It may have been done by an earlier life of this connection. */
async function subscribe(bus: MessageBus, manager: Manager): Promise<void> {
  try {
    await invoke(bus, { path: managerPath, interface: managerInterface, member: 'Subscribe', ...destinationOf(manager) }, {})
  } catch (thrown) {
    if (!isNamed(thrown, 'AlreadySubscribed')) throw thrown
  }
}

function listenTo(bus: MessageBus, manager: Manager, hear: (event: Event) => void): void {
  bus.connection.on('message', (message) => {
    if (message.type !== 4) return
    if (message.sender === busName && message.member === 'NameOwnerChanged') return changeOwner(bus, manager, { message, hear })
    // Anybody on the bus may send us a signal that says "done"; only the manager's own counts (failures.md F34).
    if (manager.destination !== null && (manager.owner === null || message.sender !== manager.owner)) return
    const signal = heardIn(message)
    if (signal !== null) hear({ kind: 'signal', signal })
  })
}

function heardIn(message: Message): Heard | null {
  const { path, member, interface: of } = message
  return path === undefined || member === undefined || of === undefined ? null : { path, member, interface: of, body: message.body ?? [] }
}

/** The manager executed itself anew (failures.md F29): it has forgotten that we listen. */
function changeOwner(bus: MessageBus, manager: Manager, { message, hear }: { readonly message: Message; readonly hear: (event: Event) => void }): void {
  const [name, , owner] = message.body ?? []
  if (name !== managerName || typeof owner !== 'string') return
  manager.owner = owner === '' ? null : owner
  hear({ kind: 'gap' })
  // The second gap makes listeners look again once signals flow again. A failure here shows in their own calls.
  if (owner !== '') subscribe(bus, manager).then(() => hear({ kind: 'gap' }), () => {})
}

type Outgoing = Call & { readonly destination?: string }

function invoke(bus: MessageBus, { body, ...call }: Outgoing, options: CallOptions): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const message: Message = { ...call, ...(body === undefined || body.length === 0 ? {} : { body: [...body] }) }
    if (message.signature === '') delete message.signature
    const limits = { timeout: options.timeoutMs ?? callMs, ...(options.signal === undefined ? {} : { signal: options.signal }) }
    bus.invoke(message, limits, (thrown: unknown, ...values: unknown[]) => {
      options.answered?.()
      if (thrown === null || thrown === undefined) resolve(values)
      else reject(busFailure(thrown, `${call.member} on ${call.path}`))
    })
  })
}

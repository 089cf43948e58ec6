import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBroker, createConnection, type DBusConnection, type Message } from 'dbus-native'
import type { Address } from '../../src/systemd/connection.ts'

const managerName = 'org.freedesktop.systemd1'
export const managerPath = '/org/freedesktop/systemd1'
export const unitPathOf = (unit: string): string => `${managerPath}/unit/${unit.replaceAll(/[^A-Za-z0-9]/g, (c) => `_${c.charCodeAt(0).toString(16)}`)}`

/** What a method answers: a reply's signature and body, an error's name, or nothing at all. */
export type Answer = readonly [signature: string, ...body: unknown[]] | { readonly error: string } | 'silence'
export type Method = (message: Message, manager: FakeManager) => Answer | Promise<Answer>

/** A unit's properties as the wire wants them: name → [signature, value]. */
export type WireProperties = Readonly<Record<string, readonly [string, unknown]>>
export function wireUnit(differs: WireProperties = {}): WireProperties {
  return {
    LoadState: ['s', 'loaded'], ActiveState: ['s', 'active'], SubState: ['s', 'running'], Result: ['s', 'success'], UnitFileState: ['s', 'enabled'],
    InvocationID: ['ay', Buffer.from('00000000000000000000000000000001', 'hex')], NRestarts: ['u', 0], MainPID: ['u', 0], ExecMainStatus: ['i', 0],
    ExecMainStartTimestampMonotonic: ['t', 1000n], ActiveEnterTimestampMonotonic: ['t', 2000n], ActiveExitTimestampMonotonic: ['t', 0n],
    NeedDaemonReload: ['b', false], StatusText: ['s', ''], ...differs,
  }
}

/** Which signal: the object it comes from, and its name. */
export interface SignalName { readonly path: string; readonly of: string; readonly member: string }

/**
 * A service manager that does what a test says, on a bus of its own or on a socket of its own. Methods that a test does not give answer as systemd
 * does at rest.
 */
export class FakeManager {
  readonly calls: Message[] = []
  readonly units = new Map<string, WireProperties>()
  readonly #methods = new Map<string, Method>(Object.entries(atRest))
  readonly #connections = new Set<DBusConnection>()
  #serial = 1000

  on(member: string, method: Method): this {
    this.#methods.set(member, method)
    return this
  }

  signal({ path, of, member }: SignalName, signature: string, ...body: readonly unknown[]): void {
    for (const connection of this.#connections)
      connection.message({ type: 4, serial: this.#serial++, path, interface: of, member, signature, body: [...body] })
  }

  jobRemoved(job: string, unit: string, result: string): void {
    this.signal({ path: managerPath, of: `${managerName}.Manager`, member: 'JobRemoved' }, 'uoss', 7, job, unit, result)
  }

  /** As systemd: Service first, then Unit. */
  changed(unit: string, differs: WireProperties): void {
    this.units.set(unit, { ...this.units.get(unit), ...differs })
    for (const kind of ['Service', 'Unit'])
      this.signal({ path: unitPathOf(unit), of: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged' }, 'sa{sv}as', `${managerName}.${kind}`, Object.entries(differs), [])
  }

  asked(member: string): number {
    return this.calls.filter((call) => call.member === member).length
  }

  /** Every connection ends; new ones are welcome. */
  drop(): void {
    for (const connection of this.#connections) connection.stream.destroy()
    this.#connections.clear()
  }

  serve(connection: DBusConnection): void {
    this.#connections.add(connection)
    connection.on('error', () => {})
    connection.on('close', () => this.#connections.delete(connection))
    connection.on('message', (message) => void this.#answer(connection, message))
  }

  async #answer(connection: DBusConnection, message: Message): Promise<void> {
    if (message.type !== 1 || message.serial === undefined) return
    this.calls.push(message)
    const method = this.#methods.get(message.member ?? '')
    const answer: Answer = method === undefined ? { error: 'org.freedesktop.DBus.Error.UnknownMethod' } : await method(message, this)
    if (answer === 'silence') return
    const common = { serial: this.#serial++, replySerial: message.serial, ...(message.sender === undefined ? {} : { destination: message.sender }) }
    if ('error' in answer) return void connection.message({ ...common, type: 3, errorName: answer.error, signature: 's', body: ['it said no'] })
    const [signature, ...body] = answer
    connection.message({ ...common, type: 2, ...(signature === '' ? {} : { signature, body }) })
  }
}

const atRest: Readonly<Record<string, Method>> = {
  Subscribe: () => [''],
  Reload: () => [''],
  ResetFailedUnit: () => [''],
  LoadUnit: (message) => ['o', unitPathOf(String(message.body?.[0]))],
  GetAll: (message, manager) => {
    const found = [...manager.units].find(([name]) => unitPathOf(name) === message.path)
    return ['a{sv}', Object.entries(found?.[1] ?? wireUnit({ LoadState: ['s', 'not-found'] }))]
  },
  Get: (message) => (message.body?.[1] === 'SystemState' ? ['v', ['s', 'running']] : { error: 'org.freedesktop.DBus.Error.UnknownObject' }),
}

export interface Served { readonly manager: FakeManager; readonly address: Address; close(): Promise<void> }

/** On a socket of its own, like /run/systemd/private. */
export async function serveDirectly(manager = new FakeManager()): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-manager-'))
  const path = join(folder, 'private')
  const server = createServer((stream) => manager.serve(createConnection({ stream, server: true })))
  server.listen(path)
  await once(server, 'listening')
  return {
    manager, address: { kind: 'direct', path },
    close: async () => {
      manager.drop()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true })
    },
  }
}

export interface ServedBus extends Served {
  /** Another process on the same bus. */
  readonly stranger: () => Promise<DBusConnection>
  /** The manager leaves the bus and comes back under a new unique name, as after a re-exec. */
  readonly reexec: () => Promise<void>
}

/** On a message bus, which it owns a name on. */
export async function serveOnBus(manager = new FakeManager()): Promise<ServedBus> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-bus-'))
  const path = join(folder, 'bus')
  const broker = createBroker()
  await new Promise((resolve) => broker.listen({ socket: path }, resolve))
  const join_ = async (): Promise<DBusConnection> => {
    const connection = createConnection({ socket: path, direct: true })
    await once(connection, 'connect')
    await say(connection, 'Hello')
    return connection
  }
  let own = await join_()
  const own_ = async (): Promise<void> => {
    manager.serve(own)
    await say(own, 'RequestName', 'su', managerName, 0)
  }
  await own_()
  return {
    manager, address: { kind: 'bus', path }, stranger: join_,
    reexec: async () => {
      manager.drop()
      own = await join_()
      await own_()
    },
    close: async () => {
      manager.drop()
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

let serial = 1
async function say(connection: DBusConnection, member: string, signature = '', ...body: readonly unknown[]): Promise<void> {
  const mine = serial++
  const answered = new Promise<void>((resolve) => connection.on('message', (message) => { if (message.replySerial === mine) resolve() }))
  connection.message({ type: 1, serial: mine, path: '/org/freedesktop/DBus', destination: 'org.freedesktop.DBus', interface: 'org.freedesktop.DBus', member, ...(signature === '' ? {} : { signature, body: [...body] }) })
  await answered
}

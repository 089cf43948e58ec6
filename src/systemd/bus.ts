import { failure, isFailure } from '../errors.ts'
import { connect, type Address, type Call, type CallOptions, type Connection, type Event } from './connection.ts'

/** The system's bus, and systemd's own socket for when the bus is down (failures.md F28). */
export const systemAddresses: readonly Address[] = [
  { kind: 'bus', path: '/run/dbus/system_bus_socket' },
  { kind: 'direct', path: '/run/systemd/private' },
]

/** A user's bus, which not every machine has, and the socket of that user's manager. `runtime`: `/run/user/<uid>`. */
export function userAddresses(runtime: string): readonly Address[] {
  return [{ kind: 'bus', path: `${runtime}/bus` }, { kind: 'direct', path: `${runtime}/systemd/private` }]
}

export interface Bus {
  /** Never repeated by itself: whether the manager acted is unknown when the connection dies under a call. */
  call(call: Call, options?: CallOptions): Promise<readonly unknown[]>
  /** For questions only: asked once more, on a new connection, when the first died. */
  ask(call: Call, options?: CallOptions): Promise<readonly unknown[]>
  /** Resolves once signals flow. Returns how to stop. */
  listen(listener: (event: Event) => void): Promise<() => void>
  close(): Promise<void>
}

/** Connects when first needed, and again whenever the connection has died: a new one starts with a `gap`. */
export function openBus(addresses: readonly Address[] = systemAddresses): Bus {
  return new ReconnectingBus(addresses)
}

class ReconnectingBus implements Bus {
  readonly #addresses: readonly Address[]
  readonly #listeners = new Set<(event: Event) => void>()
  #connection: Promise<Connection> | null = null
  #state: 'open' | 'closed' = 'open'

  constructor(addresses: readonly Address[]) {
    this.#addresses = addresses
  }

  async call(call: Call, options?: CallOptions): Promise<readonly unknown[]> {
    return (await this.#connected()).call(call, options)
  }

  async ask(call: Call, options?: CallOptions): Promise<readonly unknown[]> {
    try {
      return await this.call(call, options)
    } catch (thrown) {
      if (!isFailure(thrown) || thrown.code !== 'UNAVAILABLE' || options?.signal?.aborted === true) throw thrown
      return this.call(call, options)
    }
  }

  async listen(listener: (event: Event) => void): Promise<() => void> {
    await this.#connected()
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    const connection = await this.#connection?.catch(() => null)
    await connection?.close()
  }

  #connected(): Promise<Connection> {
    if (this.#state === 'closed') return Promise.reject(failure('UNAVAILABLE', 'the connection to the service manager was closed'))
    this.#connection ??= this.#connect()
    return this.#connection
  }

  async #connect(): Promise<Connection> {
    try {
      return await this.#connectToAny()
    } catch (thrown) {
      this.#connection = null
      throw thrown
    }
  }

  #lost(): void {
    this.#connection = null
    this.#hear({ kind: 'gap' })
  }

  #hear(event: Event): void {
    for (const listener of this.#listeners) listener(event)
  }

  async #connectToAny(): Promise<Connection> {
    const causes: unknown[] = []
    for (const address of this.#addresses) {
      try {
        return await connect(address, { hear: (event) => this.#hear(event), ended: () => this.#lost() })
      } catch (thrown) {
        causes.push(thrown)
      }
    }
    // One of them said why in a way that a person can act on; the rest is "no such file" of a fallback.
    const telling = causes.find((cause) => isFailure(cause) && cause.code === 'PERMISSION') ?? causes[0]
    const code = isFailure(telling) && telling.code === 'PERMISSION' ? 'PERMISSION' : 'UNAVAILABLE'
    throw failure(code, 'the service manager cannot be reached over D-Bus', { cause: telling, next: "Check that it runs ('systemctl status'; a user's own: 'systemctl --user status'), and that you are the one it obeys." })
  }
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { TestContext } from 'node:test'
import { machine } from '../../src/host/machine.ts'
import type { Body, PublishTools, Store } from '../../src/publish/ports.ts'

/** What publishing may use: the real machine at a fixed moment, or whatever a test puts in its place. */
export function publishTools(overrides: Partial<PublishTools> = {}): PublishTools {
  const { disk, files, commands, facts } = machine
  return { disk, files, commands, facts, clock: { nowMs: () => Date.UTC(2026, 10, 21, 12) }, ...overrides }
}

/** A directory of a publisher's own. */
export interface Workplace {
  readonly folder: string
  path(name: string): string
  /** Its absolute path; directories are made. */
  write(name: string, content: string | Uint8Array, mode?: number): string
  read(name: string): string
  /** All files below, relative, sorted. */
  list(under?: string): readonly string[]
}

export function aWorkplace(t: Pick<TestContext, 'after'>): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'publisher-'))
  t.after(() => { rmSync(folder, { recursive: true }) })
  const path = (name: string): string => join(folder, name)
  return {
    folder, path,
    write(name, content, mode = 0o644) {
      mkdirSync(join(path(name), '..'), { recursive: true })
      writeFileSync(path(name), content, { mode })
      return path(name)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    list: (under = '.') => readdirSync(path(under), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile()).map((entry) => relative(path(under), join(entry.parentPath, entry.name))).toSorted(),
  }
}

/** Remembers what was put, in order; `fails` names what cannot be put. */
export interface MemoryStore extends Store {
  readonly put: Store['put']
  readonly order: string[]
  readonly held: Map<string, Buffer>
  fails: string | null
}

export function aStore(where = 'memory'): MemoryStore {
  const [order, held]: [string[], Map<string, Buffer>] = [[], new Map()]
  const store: MemoryStore = {
    where, order, held, fails: null,
    async put(name, body) {
      if (store.fails === name) throw new Error(`${name} cannot be put`)
      held.set(name, await bytesOf(body))
      order.push(name)
    },
    get: (name) => Promise.resolve(held.get(name) ?? null),
    finish: () => { order.push('finish'); return Promise.resolve() },
  }
  return store
}

export async function bytesOf(body: Pick<Body, 'bytes'>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body.bytes()) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

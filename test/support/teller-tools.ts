import type { Message, TellerTools } from '../../src/drivers/tellers/driver.ts'
import { clock } from '../../src/host/clock.ts'
import { netLimits } from '../../src/host/limits.ts'
import { makeNet } from '../../src/host/net.ts'
import { processes } from '../../src/host/processes.ts'
import { knownSecrets } from './source-tools.ts'

/** What a teller is given: the real machine with short pauses, and one secret. */
export function tellerTools(overrides: Partial<TellerTools> = {}): TellerTools {
  return { net: makeNet({ ...netLimits, backoffMs: 1 }), commands: processes, clock, secrets: knownSecrets({ hook: 'correct horse' }), stallMs: 60_000, ...overrides }
}

export function aMessage(overrides: Partial<Message> = {}): Message {
  return { id: '20261121T104841Z-3fa29c', atMs: Date.UTC(2026, 10, 21, 10, 48, 41), event: 'rolled-back', body: Buffer.from('{"app":"acme","event":"rolled-back"}'), ...overrides }
}

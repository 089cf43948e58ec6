import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { aRelease } from '../../../support/a-release.ts'
import type { App } from '../../upgrade/support/an-app.ts'
import { configOf, offersOf, publicPathOf, unitOf } from '../../upgrade/support/an-app.ts'
import { signer } from '../../upgrade/support/an-offer.ts'
import { type Host, put } from '../../upgrade/support/an-operators-host.ts'
import { appOf, appText, filled, type Pattern, unitText } from './a-pattern.ts'
import { patternd } from './patternd.ts'

/** A pattern on its host: version 1.0.0 runs, version 2.0.0 is offered. */
export interface Laid { readonly pattern: Pattern; readonly app: App; readonly host: Host }

/** All of them on one machine: one reload, one start. */
export async function layDown(host: Host, patterns: readonly Pattern[]): Promise<readonly Laid[]> {
  const all = patterns.map((pattern, index): Laid => ({ pattern, host, app: appOf(pattern, index) }))
  for (const laid of all) await install(laid)
  await host.machine.must(['systemctl', 'daemon-reload'])
  await host.machine.must(['systemctl', 'start', ...all.flatMap(unitsToStart)])
  return all
}

async function install({ host, pattern, app }: Laid): Promise<void> {
  put(host, publicPathOf(app), await patternd({ ...pattern.old, version: '1.0.0' }), 0o755)
  put(host, `/etc/systemd/system/${unitOf(app)}`, unitText(app, pattern))
  for (const [name, text] of Object.entries(pattern.others ?? {})) put(host, `/etc/systemd/system/${filled(name, app)}`, filled(text, app))
  put(host, configOf(app), appText(app, pattern, signer.keyLine))
  const release = aRelease({ app: app.name, version: '2.0.0', signer, members: { acmed: pattern.program ?? await patternd({ ...pattern.habits, version: '2.0.0' }) } })
  const directory = join(host.machine.root, offersOf(app))
  mkdirSync(directory, { recursive: true })
  for (const [name, bytes] of release.served) writeFileSync(join(directory, name), bytes)
}

function unitsToStart({ pattern, app }: Laid): readonly string[] {
  const { begins = [unitOf(app)] } = pattern
  return begins === 'stopped' ? [] : begins.map((name) => filled(name, app))
}

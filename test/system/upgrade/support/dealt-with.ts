import assert from 'node:assert/strict'

import type { App } from './an-app.ts'
import type { Host } from './an-operators-host.ts'
import { untilJournal } from './by-itself.ts'

/** The service's runs are what one can wait for: the next line that it leaves about this bundle. */
export async function dealtWith({ host: { machine }, app }: { readonly host: Host; readonly app: App }, name: string, state: string): Promise<void> {
  const unit = `app-upgrade-inbox@${app.name}.service`
  const said = await untilJournal(machine, '-u', unit, `--grep=^${name.replaceAll('.', String.raw`\.`)}: ${state}`)
  assert.ok(said.startsWith(name), said)
  if (state !== 'waits') await rested(machine, unit)
}

/** From the last line to inactive it is a moment: systemd's own words end it. */
async function rested(machine: Host['machine'], unit: string): Promise<void> {
  await machine.exec(['sh', '-c', `while [ "$(systemctl show --value -p ActiveState ${unit})" = activating ] && [ "$(systemctl show --value -p SubState ${unit})" = start ]; do :; done`])
}

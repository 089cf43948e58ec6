import { chooseApp, listApps } from '../config/which-app.ts'
import { machine } from '../host/machine.ts'
import { parseInstance, type Instance } from '../release/instance.ts'
import type { Wanted } from '../upgrade/ports.ts'
import { theScope } from './scope.ts'

/** Names of all apps that are configured here. */
export async function apps(): Promise<readonly string[]> {
  return listApps(machine.disk, theScope().places(''))
}

export async function chosenApp(named: string | null): Promise<string> {
  return chooseApp(named, await apps(), theScope().places(''))
}

/** An instance name, and the app it means here. */
export async function openInstance(raw: string): Promise<{ readonly app: string; readonly wanted: Wanted }> {
  const instance = parseInstance(raw)
  return { app: await chosenApp(instance.app), wanted: wantedOf(instance) }
}

function wantedOf({ wanted }: Instance): Wanted {
  switch (wanted.kind) {
    case 'version': return { version: wanted.version, channel: null }
    case 'channel': return { version: null, channel: wanted.name }
    case 'newest': return { version: null, channel: null }
  }
}

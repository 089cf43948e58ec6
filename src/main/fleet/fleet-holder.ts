import { createHmac } from 'node:crypto'
import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'

const textBytesMax = 4096

/**
 * What a lock's server knows this app on this host by: `web1.acme.3f29c0…`. A host's name is for people, and two may share one; the rest is derived
 * from the machine id, which itself is never shown to others (machine-id(5)). CONFIG where there is none.
 */
export async function fleetHolder(app: string): Promise<string> {
  const id = await textIn('/etc/machine-id')
  if (!/^[0-9a-f]{32}$/.test(id)) throw failure('CONFIG', "this host has no machine id, so the fleet could not tell it from others: '/etc/machine-id'", { next: 'systemd-machine-id-setup makes one' })
  const own = createHmac('sha256', id).update(`app-upgrade fleet ${app}`).digest('hex').slice(0, 16)
  return [machine.facts.hostname().replaceAll(/[^A-Za-z0-9-]/g, '').slice(0, 63) || 'host', app, own].join('.')
}

async function textIn(path: string): Promise<string> {
  const bytes = await machine.disk.read(path, textBytesMax)
  return Buffer.from(bytes ?? []).toString('utf8').trim()
}

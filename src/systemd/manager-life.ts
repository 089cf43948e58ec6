import { failure } from '../errors.ts'
import type { Bus } from './bus.ts'
import { managerInterface, managerPath, propertiesInterface } from './names.ts'

/**
 * Which life of the service manager this is: when it began, to the microsecond (UserspaceTimestamp of org.freedesktop.systemd1(5)). It stays through
 * daemon-reload and daemon-reexec, and what the manager remembers of runs ends with it. Not the kernel's boot_id: our units may not read it (ProcSubset=pid),
 * and a user's manager may end before the machine does.
 */
export async function managerLife(bus: Bus): Promise<string> {
  const [began] = await bus.ask({ path: managerPath, interface: propertiesInterface, member: 'Get', signature: 'ss', body: [managerInterface, 'UserspaceTimestamp'] })
  if (typeof began !== 'bigint' && typeof began !== 'number') throw failure('PROTOCOL', 'the service manager did not say when it began')
  return String(began)
}

import { basename, dirname } from 'node:path'

import { makePackage } from '../../../../packaging/package/make-package.ts'
import type { FileSystem } from '../../bed/disk-chassis.ts'
import { aMachine } from '../../bed/machine.ts'
import type { Host } from '../../upgrade/support/an-operators-host.ts'

/** Once in this process: two that wait for one lock would wait for ever, because waiting for it blocks the whole process. */
let made: Promise<string> | null = null
const ourPackage = (): Promise<string> => (made ??= makePackage({ format: 'deb', arch: 'x64', compression: 'fast' }))

/** A machine whose root is a file system of its own, with our package installed. */
export async function aHostWithADisk(disk: FileSystem): Promise<Host> {
  const suite = disk === 'ext4' ? 'bookworm' : 'trixie'
  const deb = await ourPackage()
  const machine = await aMachine({ suite, disk, fullCapabilities: true, binds: { '/packages': dirname(deb) } })
  // All that it depends on is there, and that apt installs it is shown elsewhere.
  await machine.must(['dpkg', '--install', `/packages/${basename(deb)}`])
  return { machine, suite, [Symbol.asyncDispose]: async () => await machine.remove() }
}

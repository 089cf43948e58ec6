import { machine } from '../../host/machine.ts'
import { spooledCount } from '../../upgrade/spool.ts'
import { theScope } from '../scope.ts'
import { remakeMotd } from './motd-file.ts'
import { quietly } from './quietly.ts'
import { wakeTeller } from './wake-teller.ts'

/** What a boot forgot: the line at login, and whoever was still to be told of something. */
export async function remind(apps: readonly string[]): Promise<void> {
  for (const app of apps) {
    await quietly(() => remakeMotd(app))
    await quietly(async () => {
      if ((await spooledCount(machine.disk, theScope().places(app).spool)) > 0) await wakeTeller(app)
    })
  }
}

import { isFailure } from '../../errors.ts'
import { accountOf, type Account } from '../../host/accounts.ts'
import { giveWhole } from '../../host/give-whole.ts'
import { machine } from '../../host/machine.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Shown } from '../../upgrade/report.ts'
import type { Acquired } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import { acquiringAccount, givenBack } from './acquiring-account.ts'
import { acquireHere } from './acquiring.ts'
import type { Errand } from './errand.ts'

/**
 * Without systemd whoever runs acquires, too: root. What it leaves on the shelf is given to the account that acquires where systemd runs, or a later run there could
 * neither take it away nor go on with it.
 */
export async function acquireWithoutUnit(app: App, errand: Errand, tell: (shown: Shown) => void): Promise<Acquired | null> {
  try {
    return await acquireHere(app, errand, tell)
  } finally {
    await giveBack(app.places, tell)
  }
}

async function giveBack({ cache, owner }: Pick<Places, 'cache' | 'owner'>, tell: (shown: Shown) => void): Promise<void> {
  if (owner !== 0 || machine.facts.uid !== 0) return
  try {
    const account = await existing()
    if (account !== null) await giveWhole(cache, account)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    tell({ kind: 'note', text: `${thrown.message}: before systemd runs here, ${givenBack(cache)}` })
  }
}

/** Null: nobody made it here, and systemd-sysusers(8) will before our units are started. */
async function existing(): Promise<Account | null> {
  try {
    return await accountOf(acquiringAccount)
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'CONFIG') return null
    throw thrown
  }
}

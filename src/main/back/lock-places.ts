import { failure } from '../../errors.ts'
import type { Report, Shown } from '../../upgrade/report.ts'
import type { App } from '../app.ts'
import { locked } from '../settle/locked.ts'
import { sharedWith } from './shared-places.ts'
import { settleFirst } from '../settle/transactions.ts'

export interface Locking { readonly app: App; readonly transaction: string; readonly actor: string; readonly tell: (shown: Shown) => void }

/**
 * Holds the app's lock while `work` runs, and those of every other app that manages one of its places: two transactions never touch one home
 * or one public path at a time (failures.md f03). All in one order, so that of two that begin together one proceeds.
 */
export async function lockPlaces({ app, transaction, actor, tell }: Locking, work: () => Promise<Report>): Promise<Report> {
  const others = await sharedWith(app)
  const all = [app, ...others].toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const holder = `transaction ${transaction}, process ${process.pid}, asked by ${actor}${others.length === 0 ? '' : `, for '${app.name}'`}`
  const within = all.reduceRight<() => Promise<Report>>((inner, one) => () => locked(one.places, holder, inner), async () => {
    for (const other of others) await settleOther(app, other, tell)
    const report = await work()
    return { ...report, notes: [...report.notes, ...others.map(({ name }) => `'${name}' manages the same place as '${app.name}': neither lets old releases go, and each undoes what the other did; leave the place to one of them`)] }
  })
  return within()
}

/** What the other one left half done would be undone later, over what we are about to do. */
async function settleOther(app: App, other: App, tell: (shown: Shown) => void): Promise<void> {
  const { blocking } = await settleFirst(other.name, other.places, tell)
  if (blocking !== null) throw failure('REFUSED', `'${other.name}' manages the same place as '${app.name}', and its transaction ${blocking.transaction ?? ''} is not settled`, { next: `'app-upgrade recover ${other.name}'` })
}

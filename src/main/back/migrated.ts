import { failure } from '../../errors.ts'
import { migratedSince } from '../../upgrade/memory/ran-here.ts'
import type { TransactionRecord } from '../../upgrade/memory/records.ts'
import type { Request } from '../../upgrade/report.ts'
import { shellText } from '../../upgrade/shell-text.ts'
import type { App } from '../app.ts'

interface Back { readonly records: readonly TransactionRecord[]; readonly version: string }

/**
 * What is to be said to who goes back to this version over a migration; nothing where there was none. REFUSED without force: an old version is never silently
 * started on data that a newer one migrated (failures.md g31), and never by itself: out of a probation nobody has put them back. To put a snapshot back
 * here would cost whatever was written since; only a person can weigh that.
 */
export function migratedBetween({ name, settings }: Pick<App, 'name' | 'settings'>, request: Pick<Request, 'force' | 'occasion'>, { records, version }: Back): readonly string[] {
  const migrated = migratedSince(records, version)
  if (migrated === null) return []
  if (request.force === 'yes' && request.occasion !== 'probation') return [`${migrated.version} had migrated the data of '${name}': nobody knows whether ${version} understands what it finds`]
  const stop = `stop ${settings.units.map((unit) => unit.name).join(' ')}`
  const restore = migrated.data.undo === 'snapshot' ? `put its snapshot back (${shellText(migrated.data.restore)}), which takes what was written since` : 'put back what you have of its data'
  const next = `if ${version} can read them, or once they are put back, 'app-upgrade rollback ${name} --to ${version} --force' goes back; for that ${stop}, and ${restore}`
  throw failure('REFUSED', `${migrated.version} migrated the data of '${name}', and ${version} may not understand them any more`, { next })
}

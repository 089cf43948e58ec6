import { ownUnitFault } from '../../config/rules/companions.ts'
import { isBesideCompanion } from '../../drivers/layouts/companions.ts'
import { failure } from '../../errors.ts'
import { unitOfPath } from '../../formats/unit-path.ts'

/** Whether the service manager has to be told that this file changed. */
export function unitFileAt(path: string): 'yes' | 'no' {
  return unitOfPath(path) === null ? 'no' : 'yes'
}

/** The settings named a directory; which files lie in it is the release's to say, and these are nobody's to bring. */
export function refuseBringing(version: string, { name, path }: { readonly name: string; readonly path: string }): void {
  const unit = unitOfPath(path)
  const fault = isBesideCompanion(path) ? 'app-upgrade itself gives such names, to what it keeps beside a file' : unit === null ? null : ownUnitFault(unit)
  if (fault !== null) throw failure('REFUSED', `${version} brings '${name}': ${fault}`, { next: 'name the files of that directory one by one under [[file]]' })
}

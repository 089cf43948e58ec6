import { checkPlaces } from '../../config/check-places.ts'
import { reallyIn } from '../../drivers/gates/put-back.ts'
import { unwritable } from '../../drivers/gates/unwritable.ts'
import { machine } from '../../host/machine.ts'
import { openApp, type App } from '../app.ts'
import { changedDirectories } from '../changed-directories.ts'
import { shutOut } from '../who-puts-back.ts'
import { refuseUnwritable } from '../writable.ts'

/** For `doctor`, which runs in no unit: also what only the unit that upgrades cannot write. Whoever was told "ready" would be refused. */
export async function placesText(app: App): Promise<string> {
  const directories = await reallyIn(machine.disk, (await changedDirectories(app)).map(({ path }) => path))
  const shut = await shutOut([`app-upgrade@${app.name}.service`], directories)
  if (shut !== null) throw unwritable({ directory: shut.directory, state: 'read-only' }, { uid: machine.facts.uid, unit: shut.unit, container: null })
  return lookAtPlaces(app)
}

/** The links too, by which the settings name the files. */
async function lookAtPlaces(app: App): Promise<string> {
  const { settings, places: { owner } } = await openApp(app.name)
  await checkPlaces(machine.disk, settings, owner)
  await refuseUnwritable(app)
  return `only ${owner === 0 ? 'root' : 'root and you'} can change what lies on the way to the files, and files can be replaced there`
}

import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { withRealFiles } from '../../config/link-chain.ts'
import { openApp, type App } from '../app.ts'
import { apps } from '../which.ts'

/**
 * Other apps whose files name a place that this app manages too: its home, a public path, or a file that travels. Two journals about one place: neither knows the
 * other's last good. An app whose own file is broken manages nothing.
 */
export async function sharedWith(app: App): Promise<readonly App[]> {
  return (await otherApps(app)).filter((other) => placesIn(other).some((place) => placesIn(app).includes(place)))
}

/** Every other app of this host whose files can be read, with its files where they really lie. */
export async function otherApps({ name }: Pick<App, 'name'>): Promise<readonly App[]> {
  const others: App[] = []
  for (const other of (await apps()).filter((one) => one !== name)) {
    const app = await openedOrNot(other)
    if (app !== null) others.push(app)
  }
  return others
}

function placesIn({ settings: { layout, binaries, companions } }: Pick<App, 'settings'>): readonly string[] {
  return [...(typeof layout['home'] === 'string' ? [layout['home']] : []), ...binaries.map(({ publicPath }) => publicPath), ...companions.flatMap(({ to }) => (to.endsWith('/') ? [] : [to]))]
}

async function openedOrNot(name: string): Promise<App | null> {
  try {
    const app = await openApp(name)
    return { ...app, settings: await withRealFiles(machine.disk, app.settings) }
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

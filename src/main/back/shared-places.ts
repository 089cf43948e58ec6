import type { KeyPath } from '../../config/mistake.ts'
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

/** The places that an app's files name, and where they do. A directory under [[file]] may be anybody's: what of it is one app's, a release says. */
export function placesNamed({ settings: { layout, binaries, companions } }: Pick<App, 'settings'>): readonly { readonly path: string; readonly key: KeyPath }[] {
  return [
    ...(typeof layout['home'] === 'string' ? [{ path: layout['home'], key: ['layout', 'home'] }] : []),
    ...binaries.map(({ name, publicPath }) => ({ path: publicPath, key: ['layout', 'files', name] })),
    ...companions.flatMap(({ to }, index) => (to.endsWith('/') ? [] : [{ path: to, key: ['file', index, 'to'] }])),
  ]
}

const placesIn = (app: Pick<App, 'settings'>): readonly string[] => placesNamed(app).map(({ path }) => path)

async function openedOrNot(name: string): Promise<App | null> {
  try {
    const app = await openApp(name)
    return { ...app, settings: await withRealFiles(machine.disk, app.settings) }
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

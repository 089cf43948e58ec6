import type { FileSystem } from '../../bed/disk-chassis.ts'
import type { Machine } from '../../bed/machine.ts'
import { type App, anApp } from '../../upgrade/support/an-app.ts'
import { type Host, installByHand, type Installed } from '../../upgrade/support/an-operators-host.ts'
import { leftovers } from '../../upgrade/support/look.ts'
import { start } from '../../upgrade/support/operate.ts'
import { aCut, type Cut, siteOf } from './a-cut.ts'
import { aHostWithADisk } from './a-host-with-a-disk.ts'
import { blackout } from './blackout.ts'
import { look } from './findings.ts'

export interface SeriesWanted { readonly fileSystem: FileSystem; readonly cutsPerLayout: number; readonly seed: string }
/** One cut and what came of it, or (0 cuts) the undisturbed upgrade after all of them. */
export interface Judged { readonly layout: App['layout']; readonly site: string; readonly cuts: number; readonly outcome: 'old' | 'new' | 'neither'; readonly seconds: number; readonly wrong: readonly string[] }

/** Patient on slow machines, and as soon convinced as may be: what is ill is no matter here. */
const health = '[health]\ndeadline = "40s"\nsteady   = "1s"\n'

/** One machine, an app of each layout, and cuts without end: each upgrade starts from what the cut before it left. */
export async function* series({ fileSystem, cutsPerLayout, seed }: SeriesWanted): AsyncGenerator<Judged> {
  await using host = await aHostWithADisk(fileSystem)
  const lives = { links: await aLife(host, 'links', 0), 'in-place': await aLife(host, 'in-place', 0) }
  for (let index = 0; index < cutsPerLayout; index++) {
    for (const layout of ['links', 'in-place'] as const) {
      const cut = aCut(`${seed}-${fileSystem}-${layout}-${index}`, index, cutsPerLayout)
      if (cut.app === 'new' && index > 0) lives[layout] = await aLife(host, layout, index)
      yield await oneCut(host.machine, lives[layout], cut)
    }
  }
  for (const life of Object.values(lives)) yield await undisturbed(host.machine, life)
}

/** An app, and which version of it is live. */
export interface Life extends Installed { live: string; latest: number }

/** The `which`-th app of a layout on this host, placed there by hand. */
export async function aLife(host: Host, layout: App['layout'], which: number): Promise<Life> {
  const app = anApp({ name: `acme-${layout}-${which}`, layout, port: (layout === 'links' ? 7000 : 8000) + which, files: ['acmed', 'acme'] })
  return { ...await installByHand(host, app, { health }), live: '1.0.0', latest: 0 }
}

/** The next release, on the disk for good, as is all that people did before. */
export async function publish(machine: Machine, life: Life): Promise<string> {
  const version = `1.${++life.latest}.0`
  life.offer.add({ version })
  await machine.must(['sync', '-f', '/'])
  return version
}

async function oneCut(machine: Machine, life: Life, cut: Cut): Promise<Judged> {
  const { app, live: from } = life
  const began = performance.now()
  const to = await publish(machine, life)
  const aftermath = await blackout(machine, { app, to, cut, program: 'as it is' })
  const { live, wrong } = await look(machine, { app, from, to }, aftermath)
  life.live = live ?? from
  return {
    layout: app.layout,
    site: `${app.layout} ${siteOf(cut)}, after '${aftermath.latest ?? 'nothing'}'`,
    cuts: aftermath.cuts,
    outcome: live === to ? 'new' : live === from ? 'old' : 'neither',
    seconds: (performance.now() - began) / 1000,
    wrong,
  }
}

/** Whatever all the cuts left behind, the next run removes, and is not hindered by. */
async function undisturbed(machine: Machine, life: Life): Promise<Judged> {
  const { app } = life
  const began = performance.now()
  const to = await publish(machine, life)
  const { exit } = await start(machine, `${app.name}@v${to}`)
  const { live, wrong } = await look(machine, { app, from: life.live, to }, { cuts: 0, latest: null, lost: [], mustBe: 'new' })
  return {
    layout: app.layout,
    site: `${app.layout}: the undisturbed upgrade afterwards`,
    cuts: 0,
    outcome: live === to ? 'new' : 'neither',
    seconds: (performance.now() - began) / 1000,
    wrong: [...(exit === 0 ? [] : [`it ended with ${exit}`]), ...wrong, ...leftovers(machine, app).map((path) => `${path} was left`)],
  }
}

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { App } from '../../src/main/app.ts'
import type { LiveState } from '../../src/main/live.ts'
import { placesOf } from '../../src/upgrade/places.ts'
import { aDirectory } from './a-directory.ts'
import { aLifeIn, contentIn, directoryIn, namesOfLife, publicPathIn, type Happened } from './a-life.ts'

export interface LivedHost { readonly app: App; readonly state: LiveState; readonly home: string; readonly lay: (version: string, at?: string) => void }

interface Wishes { readonly layout?: 'links' | 'in-place'; readonly keepReleases?: number; readonly keepMs?: number | null; readonly minimumVersion?: string }

/** A machine below a temporary directory with this history: every release that was ever live lies there still, and the last of them is live. */
export function aLivedHost(t: TestContext, history: readonly [string, ...Happened[]], wishes: Wishes = {}): LivedHost {
  const home = aDirectory(t)
  const life = aLifeIn(home, ...history)
  const { layout = 'links', keepReleases = 3, keepMs = null, minimumVersion = null } = wishes
  const places = placesOf('acme', join(home, 'root'))
  const settings = {
    layout: layout === 'links' ? { kind: 'links', home } : { kind: 'in-place' }, binaries: namesOfLife.map((name) => ({ name, publicPath: publicPathIn(home, name) })),
    policy: { keepReleases, keepMs }, release: { minimumVersion },
  }
  const lay = (version: string, at = directoryIn(version, home)): void => {
    for (const name of namesOfLife) put(join(at, name), contentIn(version, name))
  }
  for (const word of history) lay(word.replace(/[!?]$/, ''))
  for (const name of namesOfLife) {
    if (layout === 'in-place') put(publicPathIn(home, name), contentIn(life.live.version, name))
    else link(join(home, 'current', name), publicPathIn(home, name))
  }
  if (layout === 'links') link(`releases/${life.live.version}`, join(home, 'current'))
  mkdirSync(places.state, { recursive: true })
  return { app: { name: 'acme', settings: settings as unknown as App['settings'], places: layout === 'links' ? places : { ...places, releases: join(home, 'releases') } }, state: { live: life.live, records: life.records, readable: 'yes' }, home, lay }
}

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { mode: 0o755 })
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}

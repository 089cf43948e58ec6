import { machine } from '../../host/machine.ts'
import { type Known, nothingKnown } from '../../upgrade/memory/known.ts'
import type { Wanted } from '../../upgrade/ports.ts'
import type { Request } from '../../upgrade/report.ts'
import { plainRequest, type Wish } from '../../upgrade/request.ts'

/** What is to be acquired, for whom, and what the owner's half knows of this host. */
export interface Errand { readonly wanted: Wanted; readonly request: Request; readonly known: Known }

/** Of the acquiring unit: what its name says, and what was left for it. Without that, somebody started it by hand. */
export async function errandOf(named: Wanted, wish: Wish | null): Promise<Errand> {
  return { wanted: wantedBy(named, wish?.request ?? null), request: wish?.request ?? plainRequest, known: wish?.known ?? nothingKnown(await machine.facts.hostKey()) }
}

/** A version that cannot stand in a unit's name travels in the wish. */
export function wantedBy(wanted: Wanted, wish: Pick<Request, 'version' | 'channel'> | null): Wanted {
  const version = wish?.version ?? null
  return { version: version === null ? wanted.version : (version.replace(/^v/, '') as Wanted['version']), channel: wish?.channel ?? wanted.channel }
}

/** Somebody gave an address instead of asking the source: what lies there says nothing of what the source has. */
export function isNamed({ url, bundle }: Pick<Request, 'url' | 'bundle'>): boolean {
  return url !== null || bundle !== null
}

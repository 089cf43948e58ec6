import { posix } from 'node:path'
import type { Asks } from '../../config/draft/init-report.ts'
import type { TrustFound } from '../../config/draft/trust-found.ts'
import { isFailure } from '../../errors.ts'
import { parsePublicKey } from '../../formats/minisign/minisign.ts'
import type { UsualPlaces } from '../../upgrade/places.ts'
import type { Contained } from './looked.ts'

/** What a person has said, or would most likely say. */
export interface Known {
  readonly key: string | null
  readonly files: Readonly<Record<string, string>>
  readonly units: readonly string[]
  /** The program that the unit starts on this host already; null when there is none that could be the app's. */
  readonly here: string | null
}
interface Unknown { readonly app: string; readonly trust: TrustFound; readonly contents: Contained; readonly usual: UsualPlaces }
/** Whom to ask: a person, and the service manager about what a unit starts. */
export interface Informants { readonly ask: Asks; readonly startedBy: (unit: string) => Promise<string | null> }

/** Asks for what nobody but a person can know. */
export async function knownOf({ app, trust, contents, usual }: Unknown, { ask, startedBy }: Informants): Promise<Known> {
  const key = trust.kind === 'minisign' ? await ask(keyQuestion(trust.keyId)) : null
  const units = contents.units.length > 0 ? contents.units : [await ask(unitQuestion(app)) ?? `${app}.service`]
  const here = await programHere(units[0] ?? `${app}.service`, { app, contents }, startedBy)
  // What runs here today is a better guess at what the archive calls its program than the app's name.
  const programs = here !== null && contents.kind === 'guessed' ? [posix.basename(here)] : contents.programs
  const usually = (name: string): string => (here !== null && (posix.basename(here) === posix.basename(name) || programs.length === 1) ? here : posix.join(usual.programs, posix.basename(name)))
  const [only = app, ...others] = programs
  const files = others.length > 0
    ? Object.fromEntries(programs.map((name) => [name, usually(name)]))
    : { [only]: await ask(pathQuestion(only, usually(only))) ?? usually(only) }
  return { key, units, files, here }
}

/** An interpreter or a wrapper is no program of the app's: only what is called like it, or like a program of its archive, is. */
async function programHere(unit: string, { app, contents }: Pick<Unknown, 'app' | 'contents'>, startedBy: Informants['startedBy']): Promise<string | null> {
  const path = await startedBy(unit)
  if (path === null) return null
  const name = posix.basename(path)
  const isOurs = contents.programs.some((program) => posix.basename(program) === name) || (contents.kind !== 'listed' && name.toLowerCase().startsWith(app.replaceAll(/[-_]/g, '').slice(0, 3)))
  return isOurs ? path : null
}

function keyQuestion(keyId: string) {
  return {
    text: `The release is signed by the minisign key ${keyId}. What is the publisher's public key (it begins with RW; empty: leave it open)?`,
    proposal: null,
    fault: (answer: string) => {
      try {
        const given = parsePublicKey(answer)
        return given.keyId === keyId ? null : `That is the key ${given.keyId}, and the release is signed by ${keyId}.`
      } catch (thrown) {
        if (isFailure(thrown)) return `${thrown.message}.`
        throw thrown
      }
    },
  }
}

function unitQuestion(app: string) {
  return { text: 'Which unit runs it?', proposal: `${app}.service`, fault: (answer: string) => (/^[A-Za-z0-9:_.@-]+\.(?:service|socket)$/.test(answer) ? null : "The name of a unit ends in '.service'.") }
}

function pathQuestion(name: string, usual: string) {
  return { text: `At which path is '${name}' started?`, proposal: usual, fault: (answer: string) => (posix.isAbsolute(answer) && posix.normalize(answer) === answer ? null : 'A whole path, from /, in its shortest form.') }
}

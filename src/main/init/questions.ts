import { posix } from 'node:path'
import type { Asks } from '../../config/draft/init-report.ts'
import type { TrustFound } from '../../config/draft/trust-found.ts'
import { isFailure } from '../../errors.ts'
import { parsePublicKey } from '../../formats/minisign.ts'
import type { UsualPlaces } from '../../upgrade/places.ts'
import type { Contained } from './looked.ts'

/** What a person has said, or would most likely say. */
export interface Known { readonly key: string | null; readonly files: Readonly<Record<string, string>>; readonly units: readonly string[] }
interface Unknown { readonly app: string; readonly trust: TrustFound; readonly contents: Contained; readonly usual: UsualPlaces }

/** Asks for what nobody but a person can know. */
export async function knownOf({ app, trust, contents, usual }: Unknown, ask: Asks): Promise<Known> {
  const key = trust.kind === 'minisign' ? await ask(keyQuestion(trust.keyId)) : null
  const units = contents.units.length > 0 ? contents.units : [await ask(unitQuestion(app)) ?? `${app}.service`]
  const [only = app, ...others] = contents.programs
  const usually = (name: string): string => posix.join(usual.programs, posix.basename(name))
  const files = others.length > 0
    ? Object.fromEntries(contents.programs.map((name) => [name, usually(name)]))
    : { [only]: await ask(pathQuestion(only, usually(only))) ?? usually(only) }
  return { key, units, files }
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

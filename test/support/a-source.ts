import { parseArtifactName } from '../../src/release/artifact.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Offer, Opened, Resume, Source } from '../../src/upgrade/ports.ts'

export const anOffer: Offer = { version: parseVersion('1.2.3'), artifact: parseArtifactName('jaco.tar.gz'), origin: 'memory://jaco' }

/** What one answer is; `then` throws after the bytes. */
export interface Answer { readonly bytes: Buffer; readonly fromByte?: number; readonly sizeBytes?: number | null; readonly validator?: string | null; readonly then?: Error }

/** A source that answers from a script, and remembers what it was asked and what was left open. */
export interface ScriptedSource extends Source { readonly asked: Resume[]; open: Source['open']; readonly closed: { times: number } }
export function aSource(answers: readonly (Answer | Error | null)[]): ScriptedSource {
  const script = [...answers]
  const asked: Resume[] = []
  const closed = { times: 0 }
  return {
    asked, closed,
    find: async () => anOffer,
    async open(_offer, _name, resume) {
      asked.push(resume)
      const answer = script.shift()
      if (answer === undefined) throw new Error('the script has ended')
      if (answer instanceof Error) throw answer
      return answer === null ? null : opened(answer, closed)
    },
  }
}

function opened(answer: Answer, closed: { times: number }): Opened {
  const { bytes, fromByte = 0, sizeBytes = fromByte + bytes.length, validator = '"v1"', then } = answer
  return {
    fromByte, sizeBytes, validator,
    bytes: (async function* () {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
      if (then !== undefined) throw then
    })(),
    close: async () => { closed.times++ },
  }
}

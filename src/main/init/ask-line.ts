import { createInterface } from 'node:readline/promises'
import { type Asks, nobody } from '../../config/draft/init-report.ts'
import { failure } from '../../errors.ts'
import { answersMax } from './limits.ts'

interface Streams { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream }

/** Asks a person, a line at a time; nobody where nobody sits. */
export function askingAt({ input, output }: Streams): Asks {
  if (!input.isTTY || !output.isTTY) return nobody
  return async ({ text, proposal, fault }) => {
    const lines = createInterface({ input, output })
    // ^C at a question is the end of it all, and no empty answer.
    const stop = new AbortController()
    lines.once('SIGINT', () => { stop.abort() })
    try {
      for (let times = 0; times < answersMax; times++) {
        const answer = (await lines.question(`${text}${proposal === null ? '' : ` [${proposal}]`} `, { signal: stop.signal })).trim()
        if (answer === '') return proposal
        const wrong = fault(answer)
        if (wrong === null) return answer
        output.write(`${wrong}\n`)
      }
      return proposal
    } catch (cause) {
      throw failure('USAGE', 'the questions were not answered', { cause })
    } finally {
      lines.close()
    }
  }
}

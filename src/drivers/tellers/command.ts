import * as v from 'valibot'
import { failure, failureTable, invariant } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import { firstLines } from '../../formats/first-lines.ts'
import type { Teller, TellerDriver, TellerTools } from './driver.ts'
import { kind, on, text, timeout, wants } from './keys.ts'
import { argumentsMax, outputBytesMax, wordsCharactersMax } from './limits.ts'

const schema = v.strictObject({
  kind: kind('command', 'a command on this host is run, with the JSON on its standard input'),
  command: v.pipe(
    v.array(text, 'must be a list of arguments, the program first'),
    v.minLength(1, 'must name a program'),
    v.maxLength(argumentsMax, `has more than ${argumentsMax} arguments`),
    v.check((argv) => (argv[0] ?? '').startsWith('/'), 'must begin with a whole path, from /'),
    v.description('program and arguments, never a shell line. It ends with 0 when it took the message, with 75 to be asked again later; any other status drops it'),
  ),
  on,
  timeout,
})
type Settings = v.InferOutput<typeof schema>

/** For everything that no webhook reaches. It runs as the user that tells, in the sandbox of that unit. */
export const command: TellerDriver = {
  kind: 'command',
  schema,
  make: (settings, tools) => teller(v.parse(schema, settings), tools),
}

function teller(settings: Settings, { commands }: TellerTools): Teller {
  const [program, ...args] = settings.command
  invariant(program !== undefined, 'a command without a program')
  const called = `command ${program}`
  return {
    called,
    secrets: [],
    wants: (event) => wants(settings.on, event),
    tell: async ({ body }, signal) => {
      const { status, output, trouble } = await commands.run({ argv: [program, ...args], user: null, timeoutSeconds: Math.ceil(parseDuration(settings.timeout) / 1000), outputBytesMax, input: body }, signal)
      if (status === 0) return
      // Without a status it never gave its word: killed, timed out, or not started.
      if (status === null) throw failure('TEMPORARY', `${called} ${trouble ?? 'did not end by itself'}`)
      const words = firstLines(output, { linesMax: 1, charactersMax: wordsCharactersMax })
      throw failure(status === failureTable.TEMPORARY.exit ? 'TEMPORARY' : 'REFUSED', `${called} ended with status ${status}${words === '' ? '' : `: ${words}`}`)
    },
  }
}


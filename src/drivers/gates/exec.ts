import * as v from 'valibot'
import { firstLines } from '../../formats/first-lines.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { commandOf } from './configured-command.ts'
import type { GateDriver, GateTools } from './driver.ts'
import { command, notNow, patience, refused, timeout, user } from './keys.ts'
import { gateOutputBytesMax, gateValuesMax, reasonCharactersMax } from './limits.ts'

const says = 'must be 1 to 199: 0 is yes, and systemd uses those above itself'
const status = v.pipe(v.number('must be a whole number'), v.integer('must be a whole number'), v.minValue(1, says), v.maxValue(199, says))

const schema = v.strictObject({
  kind: v.pipe(v.literal('exec'), v.description('a command is asked: exit status 0 is yes, any other no; the first line that it prints is the reason')),
  command,
  user,
  timeout,
  pass: v.optional(v.pipe(v.array(status, 'must be a list of numbers'), v.maxLength(gateValuesMax, `has more than ${gateValuesMax} entries`), v.description('exit statuses that are a yes, too, like a check of migrations that says: needed, and safe')), []),
  busy: v.optional(v.pipe(v.array(status, 'must be a list of numbers'), v.maxLength(gateValuesMax, `has more than ${gateValuesMax} entries`), v.description('exit statuses that mean: not now, ask again')), [75]),
  ...patience,
})
type Settings = v.InferOutput<typeof schema>

/** Any condition that somebody can write. It may ask the daemon over loopback, and may change nothing. */
export const exec: GateDriver = {
  kind: 'exec',
  schema,
  make: (settings, tools) => execGate(v.parse(schema, settings), tools),
}

function execGate(settings: Settings, { commands }: GateTools): Gate {
  return {
    async ask(plan, signal): Promise<Answer> {
      const command = commandOf(settings, plan, gateOutputBytesMax)
      const [[program], ran] = [command.argv, await commands.run(command, signal)]
      if (ran.status === 0 || (ran.status !== null && settings.pass.includes(ran.status))) return { kind: 'yes' }
      const words = firstLines(ran.output, { linesMax: 1, charactersMax: reasonCharactersMax })
      // Not knowing is not a yes: a gate that cannot be asked holds, and says that it is the gate that is broken.
      if (ran.status === null) return refused(`the gate ${program} gave no answer: ${ran.trouble ?? 'it was killed'}`, `run it by hand and see what is wrong`, settings)
      if (settings.busy.includes(ran.status)) return notNow(words === '' ? `${program} says: not now (exit status ${ran.status})` : `${program} says: not now: ${words}`, settings)
      return refused(words === '' ? `${program} says no (exit status ${ran.status})` : `${program} says no: ${words}`, 'do what it says', settings)
    },
  }
}


import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import { printable, quoted } from '../../formats/printable.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import type { GateDriver, GateTools } from './driver.ts'
import { notNow, patience, refused, text } from './keys.ts'
import { gateValuesMax, reasonCharactersMax } from './limits.ts'

const values = v.pipe(v.array(v.pipe(v.string('must be text in quotation marks')), 'must be a list of text'), v.minLength(1, 'must name a value'), v.maxLength(gateValuesMax, `has more than ${gateValuesMax} entries`))

const entries = {
  kind: v.pipe(v.literal('unit-property'), v.description('a property of a unit says whether somebody is at work: a job, a maintenance service, a status text')),
  unit: v.pipe(text, v.regex(/^[A-Za-z0-9:_.\\@-]{1,240}\.(?:service|socket|target|timer|path|mount|slice|scope|device|swap|automount)$/, "must be a unit's whole name, like \"acme-report.service\""), v.description('the unit that is looked at; it must exist')),
  property: v.optional(v.pipe(text, v.regex(/^[A-Z][A-Za-z0-9]{0,63}$/, "must be a property's name, as 'systemctl show' writes it"), v.description("which property, as 'systemctl show' writes it")), 'ActiveState'),
  busy: v.optional(v.pipe(values, v.description('values that mean: not now; all others are yes'))),
  free: v.optional(v.pipe(values, v.description('instead of busy: values that mean yes; all others mean: not now'))),
  ...patience,
} as const
const either = "must have either 'busy' or 'free': which values mean that somebody is at work, or that nobody is"
const schema = v.pipe(v.strictObject(entries), v.check(({ busy, free }) => (busy === undefined) !== (free === undefined), either))
type Settings = v.InferOutput<typeof schema>

/** What systemd knows already needs no command: `acme-report.service` is active while a report is made. */
export const unitProperty: GateDriver = {
  kind: 'unit-property',
  schema,
  make: (settings, tools) => unitPropertyGate(v.parse(schema, settings), tools),
}

function unitPropertyGate(settings: Settings, tools: GateTools): Gate {
  const { unit, property: name } = settings
  return {
    async ask(): Promise<Answer> {
      // A name that is typed wrong is inactive for ever: its gate would stand open, and nobody would notice.
      if ((await tools.property(unit, 'LoadState').catch(unreadable)) === 'not-found') return refused(`the gate asks unit '${unit}', which does not exist`, 'correct the name under [[gate]]', settings)
      const said = await tools.property(unit, name).catch(unreadable)
      if (said === null) return refused(`unit '${unit}' has no property '${name}' that could be read`, `'systemctl show ${unit}' lists what there is; correct [[gate]]`, settings)
      if (typeof said === 'object') return refused(`the gate on unit '${unit}' gave no answer: ${said.trouble}`, `see what 'systemctl show ${unit}' says`, settings)
      return isBusy(said, settings) ? notNow(`unit '${unit}' is at work: ${name} is ${quoted(said, reasonCharactersMax)}`, settings) : { kind: 'yes' }
    },
  }
}

function isBusy(said: string, { busy, free }: Settings): boolean {
  return busy === undefined ? !(free ?? []).includes(said) : busy.includes(said)
}

/** Not knowing is not a yes. */
function unreadable(thrown: unknown): { readonly trouble: string } {
  if (!isFailure(thrown)) throw thrown
  return { trouble: printable(thrown.message) }
}

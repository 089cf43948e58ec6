import type { Plan } from '../../upgrade/plan.ts'
import type { Gate } from '../../upgrade/ports.ts'
import type { Finding } from '../../upgrade/report.ts'
import type { NamedGates } from '../built-in-gates.ts'
import { serviceFor } from '../service.ts'
import { unitsText } from './app-looks.ts'
import { findingOf, good, looked, warning } from './findings.ts'
import type { AsIs } from './plan-as-is.ts'
import { wayBackFinding } from './way-back-finding.ts'

/** The gates, by their names in the manual, and what they are asked about. */
export interface Asked extends AsIs { readonly gates: NamedGates }

/** Of the built-in gates. */
export async function askedFindings(asked: Asked): Promise<readonly Finding[]> {
  const { app, plan, gates, state: { live, readable } } = asked
  const room = live === null ? 'there is room for what is known before the first release' : 'there is room for files as large as the live ones; a larger release is measured when it is there'
  const plain = (says: string, of = plan): Look => async (about, gate) => findingOf(about, await ask(gate, of), says)
  const looks: readonly (readonly [about: string, gate: string, look: Look])[] = [
    ['units', 'unit', async (about, gate) => findingOf(about, await ask(gate, plan), await unitsText(app.settings, await serviceFor('now')))],
    ['claims', 'claims', plain('no other app manages one of its places')],
    ['program', 'program', (about, gate) => program(about, gate, plan)],
    ['mounts', 'mounts', plain('no mount stands in the way')],
    ['space', 'space', plain(room)],
    ['rights', 'capabilities', plain('no live file has rights that the next one would not have', withoutRights(plan))],
    ['attributes', 'attributes', plain('no live file has an ACL or an SELinux type that the next one would not have')],
    // Without the records it would always be well.
    ...(readable === 'no' ? [] : [['data', 'data', plain('no way back has left data that somebody has to see to')] as const]),
    ['way back', 'way back', (about, gate) => wayBackFinding(about, gate, asked)],
  ]
  const said = await Promise.all(looks.map(async ([name, called, look]) => {
    const [about, gate] = [`${app.name}: ${name}`, gates[called]]
    // Without systemd nobody can be asked about units.
    return gate === undefined ? [] : [await looked(about, () => look(about, gate))]
  }))
  return [...said.flat(), await looked(`${app.name}: now`, () => thisMoment(`${app.name}: now`, asked))]
}

type Look = (about: string, gate: Gate) => Promise<Finding>

const ask = (gate: Gate, plan: Plan): ReturnType<Gate['ask']> => gate.ask(plan, new AbortController().signal)

/** Also of a unit that rests: it is not restarted, so that no upgrade is refused for it, but one day somebody starts it. */
async function program(about: string, gate: Gate, plan: Plan): Promise<Finding> {
  const found = findingOf(about, await ask(gate, { ...plan, units: plan.units.map((unit) => ({ ...unit, then: 'restart' })) }), 'each service runs what is upgraded')
  return found.state === 'bad' && (await ask(gate, plan)).kind === 'yes' ? warning(about, `${found.text} (it rests, and no upgrade restarts it)`, found.next) : found
}

/** No file of a release has any when it is laid down. */
function withoutRights(plan: Plan): Plan {
  const [first, ...others] = plan.files
  const plain = (file: Plan['files'][number]): Plan['files'][number] => ({ ...file, newPath: '/dev/null' })
  return { ...plan, files: [plain(first), ...others.map(plain)] }
}

/** What is over in a while is no illness; the first of it is enough. */
async function thisMoment(about: string, { gates, plan }: Asked): Promise<Finding> {
  for (const name of ['packages', 'needrestart', 'reboot']) {
    const gate = gates[name]
    const found = gate === undefined ? null : findingOf(about, await ask(gate, plan), '')
    if (found !== null && found.state !== 'good') return found
  }
  return good(about, 'no package manager is at work, and no reboot is pending')
}

import { gateMembers } from '../../drivers/gates/table.ts'
import type { DriverSettings, Plan } from '../../upgrade/plan.ts'
import type { Finding } from '../../upgrade/report.ts'
import type { App } from '../app.ts'
import { configuredGates } from '../configured-gates.ts'
import { findingOf, good, looked, warning } from './findings.ts'
import { newestWith } from './newest-with.ts'
import type { AsIs } from './plan-as-is.ts'

/** What the configured gates say that only look: at a property of a unit, and at settings, against a release that lies here. And what nobody can ask yet. */
export async function releaseFindings(asIs: AsIs): Promise<readonly Finding[]> {
  const { app, app: { name, settings: { gates } }, plan } = asIs
  const only = gates.filter(({ kind }) => kind === 'unit-property' || kind === 'environment')
  const said = await Promise.all(only.map((one) => looked(`${name}: gate`, () => (one.kind === 'environment' ? environment(one, asIs) : property(app, one, plan)))))
  return [...said, good(`${name}: release`, later(app))]
}

const signal = new AbortController().signal

async function property({ name }: App, one: DriverSettings, plan: Plan): Promise<Finding> {
  const [gate] = await configuredGates([one])
  const says = `${String(one['unit'])} would let an upgrade begin`
  return gate === undefined ? good(`${name}: gate`, says) : findingOf(`${name}: gate`, await gate.ask(plan, signal), says)
}

/** The live version runs with what it has. What it would be refused for, the next one most likely will be, too. */
async function environment(one: DriverSettings, { app, state, plan }: AsIs): Promise<Finding> {
  const [about, [gate]] = [`${app.name}: gate`, await configuredGates([one])]
  const lying = await newestWith(app, state, gateMembers([one]))
  if (lying === null || gate === undefined) return good(about, 'no release lies here whose example the settings could be compared with')
  const found = findingOf(about, await gate.ask({ ...plan, to: { ...plan.to, ...lying } }, signal), `the settings have what version ${lying.version} asks for`)
  return found.state === 'bad' && lying.version === state.live?.version ? warning(about, found.text, found.next) : found
}

/** Said, so that "ready" is not taken for more than it is. */
function later({ name, settings: { gates, data, companions } }: App): string {
  const run = gates.filter(({ kind }) => kind !== 'unit-property' && kind !== 'environment').length
  const asked = [
    'whether its programs can run here',
    ...(companions.length === 0 ? [] : ['what travels with it']),
    ...(data === null ? [] : ["what it does to the daemon's data"]),
    ...(run === 0 ? [] : [run === 1 ? 'the [[gate]] that runs or asks something' : `the ${run} [[gate]]s that run or ask something`]),
  ]
  return `asked with a release only: ${asked.join('; ')} ('app-upgrade upgrade ${name} --dry-run' does it)`
}

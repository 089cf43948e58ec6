import type { Finding } from '../../upgrade/report.ts'
import type { App } from '../app.ts'
import { builtInGates } from '../built-in-gates.ts'
import { capabilitiesGate } from '../capabilities-gate.ts'
import { askNobody, liveState } from '../live.ts'
import { passingGates } from '../passing-gates.ts'
import { askedFindings } from './asked-findings.ts'
import { planAsIs } from './plan-as-is.ts'
import { releaseFindings } from './release-findings.ts'

/** What the gates say that need no release, asked before an upgrade has to. Nothing is changed by it, and no program of the app is run. */
export async function gateFindings(app: App): Promise<readonly Finding[]> {
  const state = await liveState(app, askNobody)
  const plan = await planAsIs(app, state)
  const gates = { ...await builtInGates(app), ...passingGates(app, state), capabilities: capabilitiesGate() }
  return [...await askedFindings({ app, state, plan, gates }), ...await releaseFindings({ app, state, plan })]
}

import { doubtsOf, lookAtSigners, trustOf } from '../../drivers/trust/table.ts'
import { machine } from '../../host/machine.ts'
import type { Finding } from '../../upgrade/report.ts'
import type { App } from '../app.ts'

/** How many reasons must hold, and what is weaker about them than it might be. */
export async function trustText({ settings: { trust, release } }: App): Promise<string> {
  const tools = { disk: machine.disk, uid: machine.facts.uid, net: null }
  trustOf(trust, tools, { ...release, notBefore: [] })
  await lookAtSigners(trust, tools, release)
  return release.threshold === null || release.threshold === trust.length ? `${trust.length} reason(s) must hold` : `${release.threshold} of ${trust.length} reasons must hold`
}

/** E36: what an operator once accepted is told again at every look. */
export function trustDoubts({ name, settings: { trust } }: App): readonly Finding[] {
  return doubtsOf(trust).map((text) => ({ about: `${name}: trust`, state: 'warning', text, next: 'ask the publisher to sign releases; minisign needs one command' }))
}

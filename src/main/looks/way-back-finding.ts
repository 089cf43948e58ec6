import { ranBefore } from '../../upgrade/memory/ran-here.ts'
import type { Gate } from '../../upgrade/ports.ts'
import type { Finding } from '../../upgrade/report.ts'
import { wayTo } from '../back/way-back.ts'
import { findingOf, good, warning } from './findings.ts'
import type { AsIs } from './plan-as-is.ts'

/** What would be kept, and what is: without the one no upgrade begins, without the other nobody goes back by hand. */
export async function wayBackFinding(about: string, gate: Gate, { app, state, plan }: AsIs): Promise<Finding> {
  const { live, records, readable } = state
  if (live === null) return good(about, 'nothing is live yet that could be returned to')
  if (readable === 'no') return warning(about, 'whether the live files are what was laid down, only root may read', 'run it as root')
  const before = ranBefore(records, live)
  const way = before === null ? null : await wayTo(app, before)
  const found = findingOf(about, await gate.ask(plan, new AbortController().signal), way === null ? 'the live files are whole; no version is kept beside them yet' : `the live files are what was laid down; ${way.release.version} is kept, and whole`)
  return found.state === 'good' && way?.kind === 'broken' ? warning(about, `the live files are what was laid down, but ${way.release.version} cannot be returned to: ${way.because}`, `'app-upgrade list ${app.name}' shows what can be`) : found
}

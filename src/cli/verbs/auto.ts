import { failureTable } from '../../errors.ts'
import { parseAppName } from '../../release/instance.ts'
import type { Report } from '../../upgrade/report.ts'
import type { UnattendedReport } from '../../upgrade/unattended-report.ts'
import { sayJson, sayReportText } from '../say.ts'
import { given, jsonOption, required, userOption, type Verb, type VerbOption, wantsJson } from '../verb.ts'
import { durationOf } from '../words/figures.ts'
import { finalEventOf } from '../words/final-event.ts'
import { exitCodeOfReport, troubleIn } from '../words/report.ts'
import { safe } from '../words/safe.ts'
import { labelled } from '../words/trouble.ts'
import type { World } from '../world.ts'

const occasion: VerbOption = { flag: '--occasion', value: 'WORD', description: 'what began it', completes: ['timer', 'pin-file'] }

/** Main process of app-upgrade-auto@.service and its kin. */
export const auto: Verb = {
  name: 'auto', description: 'one unattended run, as the units do it', story: 'Called by app-upgrade-auto@.service, app-upgrade-again@.service and app-upgrade-pin@.service.',
  arguments: [required('APP', 'the app: what stands behind the @ of the unit, after --', 'app')],
  options: [occasion, userOption, jsonOption], example: 'app-upgrade auto -- jaco', audience: 'units',
  run: async (call, world) => {
    const app = parseAppName(given(call, 'APP') ?? '')
    const said = await world.runUnattended(app, given(call, 'occasion') === 'pin-file' ? 'pin-file' : 'timer')
    const report = said.end === 'given-up' && said.report !== null ? givenUp(said.report) : said.report
    if (wantsJson(call)) sayJson(world.terminal, { ...said, report })
    else sayText(world, { ...said, report })
    // Every other end is told by the run itself, once.
    if (said.end === 'given-up' && report !== null) await tell(world, report)
    return report === null ? 0 : exitOf(report)
  },
}

/** Nothing to be alarmed about: held back is what the operator asked for. */
function exitOf(report: Report): number {
  const exit = exitCodeOfReport(report)
  return exit === failureTable.HELD.exit ? 0 : exit
}

function givenUp(report: Report): Report {
  const { messages } = troubleIn(report)
  return {
    ...report, outcome: 'refused',
    trouble: { code: 'REFUSED', messages: ['the daemon was busy for as long as its gate allows to wait, so this upgrade is given up for now', ...messages], next: 'the next regular run tries anew; a person need not wait: upgrade with --force' },
  }
}

function sayText({ terminal }: World, { app, off, report, end, againMs, notes }: UnattendedReport): void {
  if (off !== null) terminal.out(`${safe(app)}: nothing is done: ${safe(off)}\n`)
  if (report !== null) sayReportText(terminal, report)
  if (end === 'again' || againMs !== null) terminal.out(`${labelled('again', againMs === null ? 'with the next regular run' : `in ${durationOf(againMs)}, or a little later`)}\n`)
  for (const note of notes) terminal.out(`${labelled('note', safe(note))}\n`)
}

async function tell(world: World, report: Report): Promise<void> {
  const event = finalEventOf(report)
  if (event !== null) await world.finalEvent(event)
}

import { isFailure } from '../../errors.ts'
import { printable } from '../../formats/printable.ts'
import { lastWordsCharactersMax, lastWordsLinesMax } from '../limits.ts'
import type { Plan } from '../plan.ts'
import { unitsToRestart } from './restart-unit.ts'
import type { StepPorts } from './step.ts'

/** Writes into the journal what the failed version said last, for whoever reads the report. */
export async function noteLastWords(plan: Plan, ports: StepPorts): Promise<void> {
  for (const { name } of unitsToRestart(plan)) {
    const lines = await lastWords(plan, name, ports)
    if (lines.length > 0) await ports.note({ entry: 'noted', about: 'system-journal', unit: name, lines })
  }
}

async function lastWords(plan: Plan, name: string, ports: StepPorts): Promise<readonly string[]> {
  try {
    const { invocationId, restarts } = await ports.service.state(name)
    const before = plan.health.before.find((unit) => unit.name === name)
    if (invocationId === '' || invocationId === before?.invocationId) return []
    // The run that died is the one to be heard, and systemd may have put a new one in its place already (failures.md g02, g03).
    const after = restarts > 0 && before !== undefined && before.invocationId !== '' ? { after: before.invocationId } : {}
    const lines = await ports.service.journalTail(name, { invocationId, ...after }, lastWordsLinesMax)
    return lines.slice(-lastWordsLinesMax).map((line) => printable(line, lastWordsCharactersMax))
  } catch (thrown) {
    // Words are for people. Not hearing them is no reason to leave a daemon down.
    if (!isFailure(thrown)) throw thrown
    return []
  }
}

import type { CommandResult, RunsCommands } from '../../host/types.ts'
import { firstLines } from '../../formats/first-lines.ts'
import { asRun, filledIn } from '../../upgrade/planned-command.ts'
import { dataTexts, type DataWish } from '../../upgrade/planned-data.ts'
import type { Plan, PlannedCommand } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { checkLinesMax, gateOutputBytesMax, reasonCharactersMax } from './limits.ts'

/** How a release is asked what it would do to the daemon's data, what its exit statuses mean, and what the operator wants done about it. */
export interface MigrationRule extends DataWish {
  readonly check: PlannedCommand
  readonly compatible: readonly number[]
  readonly migrates: readonly number[]
  readonly incompatible: readonly number[]
}

/**
 * Asks the new release itself, where it lies, and before the daemon is touched: once it has run, the version before may not be able to read its data any
 * more (failures.md g31, g32). `account`: whom the daemon runs as, who can read them.
 */
export function migrations(rule: MigrationRule, commands: RunsCommands, account: string | null): Gate {
  return {
    async ask(plan: Plan, signal: AbortSignal): Promise<Answer> {
      const check = filledIn(rule.check, dataTexts, plan, account)
      const ran = await commands.run(asRun(check, gateOutputBytesMax), signal)
      const [status, words] = [ran.status, firstLines(ran.output, shown)]
      if (status !== null && rule.compatible.includes(status)) return { kind: 'yes' }
      if (status !== null && rule.incompatible.includes(status)) return incompatible(plan, words)
      if (status !== null && rule.migrates.includes(status)) return migrating(plan, rule, words)
      return unknown(plan, check.argv[0], ran)
    },
  }
}

const shown = { linesMax: checkLinesMax, charactersMax: reasonCharactersMax } as const
const after = (words: string): string => (words === '' ? '' : `: ${words}`)

/** Its publisher's own word. To force it would be to stop a daemon that runs for one that will not. */
function incompatible({ to, app }: Plan, words: string): Answer {
  return { kind: 'no', reason: `version ${to.version} cannot work with the data of '${app}'${after(words)}`, next: 'do what it says, or take another version, which may have to come before this one', overridable: 'no' }
}

function unknown({ to, app, way }: Plan, program: string, { status, output, trouble }: CommandResult): Answer {
  const how = status === null ? (trouble ?? 'it was killed') : `exit status ${status}`
  const reason = `nobody can say what version ${to.version} would do to the data of '${app}': ${program} did not tell (${how})${after(firstLines(output, shown))}`
  const next = "run it by hand and see what is wrong; which statuses mean what stands under [data] in the app's file"
  return notKnown(way, reason, next)
}

/** Not knowing is not a yes. Only who goes back by hand may pass: the version that they want back may be older than this question. */
function notKnown(way: Plan['way'], reason: string, next: string): Answer {
  return way === 'back' ? { kind: 'no', reason, next: `${next}; '--force' goes back without knowing`, overridable: 'yes' } : { kind: 'no', reason, next, overridable: 'no' }
}

/**
 * The check could not be asked, because nothing can shut it in here. Who wants no migration without a snapshot, or none at all, has not been given what they
 * asked for: that is no yes. The others would have gone on in any case, and are told.
 */
export function unaskedMigrations(onMigration: MigrationRule['onMigration']): Gate {
  return {
    async ask({ app, from, to, way }: Plan): Promise<Answer> {
      const fact = `nobody asked what ${to.version} does to the data of '${app}': there is no systemd here to shut the question in`
      if (from === null || onMigration === 'roll-back' || onMigration === 'stay') return { kind: 'yes', remark: `${fact} ('[rehearsal] unsandboxed = "allowed"' asks it as a plain child)` }
      const next = `'[rehearsal] unsandboxed = "allowed"' asks it as a plain child; on_migration = "roll-back" or "stay" goes on without knowing`
      const reason = `${fact}, and on_migration is "${onMigration}"`
      return notKnown(way, reason, next)
    },
  }
}

function migrating(plan: Plan, { onMigration }: MigrationRule, words: string): Answer {
  const { from, to, app } = plan
  const fact = `version ${to.version} migrates the data of '${app}'${after(words)}`
  switch (onMigration) {
    // Where nothing is live there is nothing to go back to.
    case 'refuse': return from === null ? { kind: 'yes', remark: fact } : refused(fact, plan, from.version)
    case 'roll-back': return { kind: 'yes', remark: `${fact}; ${from?.version ?? 'the version before'} is said to be able to live with them` }
    case 'stay': return { kind: 'yes', migrates: 'yes', remark: `${fact}: there is no automatic way back once ${to.version} has started` }
    case 'snapshot': return { kind: 'yes', migrates: 'yes', remark: `${fact}: a snapshot is taken before, and put back if ${to.version} is ill` }
  }
}

/**
 * Not overridable: what `--force` means would have to be guessed, and the guess could cost the only data there are. Who goes back by hand has been told
 * what happened to the data since, and has forced that already.
 */
function refused(fact: string, { way }: Plan, from: string): Answer {
  const reason = `${fact}; ${from} may not be able to read them any more, so there would be no way back`
  if (way === 'back') return { kind: 'no', reason, next: "restore the data as they were when that version ran, then go back; '--force' goes back as they are", overridable: 'yes' }
  return {
    kind: 'no',
    reason,
    next: `say in [data] of the app's file what is wanted: on_migration = "snapshot", with the commands that take one and put it back; "roll-back", if ${from} can live with migrated data; or "stay", to go on without a way back`,
    overridable: 'no',
  }
}

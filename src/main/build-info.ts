import type { BuildInfoSettings, Settings } from '../config/settings.ts'
import { failure, isFailure } from '../errors.ts'
import { printable, quoted } from '../formats/printable.ts'
import { safePattern } from '../formats/safe-pattern.ts'
import { machine } from '../host/machine.ts'
import type { RunsCommands } from '../host/types.ts'
import { tryBuildInfo } from '../upgrade/build-info.ts'
import { closedCommands } from './closed-commands.ts'
import { theScope } from './scope.ts'
import type { Plan, PlannedBuildInfo, PlannedCommand } from '../upgrade/plan.ts'
import { rehearsalTexts, rehearsedAs } from '../upgrade/rehearsal-texts.ts'

const outputBytesMax = 16 * 1024

/** A plan with what will be written after success. The new version is asked now, once it was rehearsed: so that the plan has no choice left in it, and a file that cannot be changed is found before. */
export function withBuildInfo({ buildInfo, rehearsal }: Pick<Settings, 'buildInfo'> & Partial<Pick<Settings, 'rehearsal'>>, commands = (): Promise<RunsCommands> => closedCommands(rehearsal?.room)): (plan: Plan) => Promise<Plan> {
  return async (plan) => (buildInfo === null ? plan : { ...plan, buildInfo: await plannedBuildInfo(buildInfo, plan, await commands()) })
}

async function plannedBuildInfo({ file, format, set, ask }: BuildInfoSettings, release: Plan, commands: RunsCommands): Promise<PlannedBuildInfo> {
  const said = ask === null ? {} : await answerOf(ask, release, commands)
  const known = Object.entries(set).map(([key, text]) => [key, valueOf(text, said, release)] as const).filter((entry): entry is readonly [string, string] => entry[1] !== null)
  const info = { file, format, values: Object.fromEntries(known) }
  // A way back goes all the same: what cannot be written then is owed, and settled once somebody has mended the file.
  if (release.way !== 'back') await tryBuildInfo(machine.disk, info, theScope().owner)
  return info
}

/** What the pattern's named groups hold. A group that did not take part is not among them. */
type Said = Readonly<Record<string, string | undefined>>
type Asks = NonNullable<BuildInfoSettings['ask']>

/** Null: it does not say. A way back is never refused for the sake of a text: what an older version does not say of itself stays as it is. */
async function answerOf({ command, pattern }: Asks, release: Plan, commands: RunsCommands): Promise<Said | null> {
  try {
    return groupsIn(await outputOf(command, release, commands), pattern)
  } catch (thrown) {
    if (!isFailure(thrown) || release.way !== 'back') throw thrown
    return null
  }
}

async function outputOf(command: PlannedCommand, release: Plan, commands: RunsCommands): Promise<string> {
  const asked = rehearsedAs(command, release, null, outputBytesMax)
  const [program] = asked.argv
  const { status, output, trouble } = await commands.run(asked, new AbortController().signal)
  if (status === 0) return output
  throw failure('REFUSED', `version ${release.to.version} does not say what it is: ${trouble ?? `exit status ${status ?? '?'}`}: ${printable(output, 200)}`, { next: `see what ${quoted(program)} says; [build_info] asks it` })
}

function groupsIn(output: string, pattern: string): Said {
  const matcher = safePattern(pattern)
  const found = output.split('\n').map((line) => matcher.exec(line)).find((match) => match !== null)
  if (found?.groups !== undefined) return found.groups
  throw failure('REFUSED', `what the new version says of itself does not match the pattern of [build_info]: ${printable(output, 200)}`, { next: 'correct the pattern, or leave it out' })
}

/** Null: it names what was not said. */
function valueOf(text: string, said: Said | null, release: Plan): string | null {
  const names = [...text.matchAll(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = '']) => name)
  if (said === null && rehearsalTexts.unknownPlaceholder(text) !== null) return null
  return rehearsalTexts.fillIn(names.reduce((under, name) => under.replaceAll(`{${name}}`, said?.[name] ?? `{${name}}`), text), release)
}

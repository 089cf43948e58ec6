import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { ReadsDisk } from '../../host/types.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { scriptBytesMax, wordsMax } from './limits.ts'
import { managedPaths, type ManagedPaths } from './managed-paths.ts'
import { unitToBe, type DefinesUnit, type UnitToBe } from './unit-to-be.ts'

/** `units`: what the settings say of them. */
export interface NamesBinaryTools { readonly disk: ReadsDisk; readonly definition: DefinesUnit; readonly units: readonly { readonly name: string; readonly program: string | null }[] }
interface Looking { readonly disk: ReadsDisk; readonly managed: ManagedPaths }

/**
 * Whether each unit runs what is upgraded. One that runs something else would be restarted, be well, and prove nothing: the old program goes on, and is called
 * the new version (formats.md R1, tool 1's trap). Asked of the unit as it will be: where its file travels with the release, of that file.
 */
export function namesBinary({ disk, definition, units }: NamesBinaryTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      const looking = { disk, managed: managedPaths(plan, disk) }
      for (const { name, then } of plan.units) {
        if (then !== 'restart' || !name.endsWith('.service')) continue
        const unit = await unitToBe(name, await definition(name), plan.companions ?? [], disk)
        const program = units.find((one) => one.name === name)?.program ?? null
        const isRight = program === null ? await runsManaged(unit, looking) : unit.commands.some((command) => command.program === program)
        if (!isRight) return program === null ? foreign(name, unit, plan) : another(name, unit, program)
      }
      return { kind: 'yes' }
    },
  }
}

/** By its own path, as an argument of an interpreter, within a shell's line, in a script that starts it, or beside where it is started. */
async function runsManaged({ commands, directory }: UnitToBe, looking: Looking): Promise<boolean> {
  if (directory !== null && (await isChanged(directory, looking))) return true
  for (const { program, argv } of commands) {
    const words = [program, ...argv.slice(1).flatMap(wordsIn)]
    // What a specifier stands for is known to the manager alone.
    if (words.some((word) => /%[a-zA-Z]/.test(word))) return true
    if (await anyChanged(words.map((word) => beside(word, directory)), looking)) return true
    for (const script of [program, ...argv.slice(1, 3)]) if (await anyChanged(await wordsInScript(script, looking), looking)) return true
  }
  return false
}

function beside(word: string, directory: string | null): string {
  return directory !== null && word.includes('/') && !posix.isAbsolute(word) ? posix.join(directory, word) : word
}

async function anyChanged(words: readonly string[], looking: Looking): Promise<boolean> {
  for (const word of words.slice(0, wordsMax)) if (await isChanged(word, looking)) return true
  return false
}

async function isChanged(word: string, { managed }: Looking): Promise<boolean> {
  if (!posix.isAbsolute(word)) return managed.isFoundBy(word) === 'yes'
  try {
    return (await managed.isChanged(word)) === 'yes'
  } catch (thrown) {
    // A word that only looks like a path, or leads to where we may not look.
    if (isFailure(thrown)) return false
    throw thrown
  }
}

/** What may be a path or a name in a shell's line, an option or a list: `-cp`, `-Djar=/x.jar`, `exec /usr/bin/x --flag`. */
function wordsIn(text: string): readonly string[] {
  return text.split(/[\s'"`:;=,(){}&|<>]+/).filter((word) => word !== '')
}

async function wordsInScript(path: string, { disk }: Looking): Promise<readonly string[]> {
  if (!posix.isAbsolute(path)) return []
  try {
    const facts = await disk.look(path)
    if (facts?.kind !== 'file' || facts.sizeBytes > scriptBytesMax) return []
    const text = Buffer.from((await disk.read(path, scriptBytesMax)) ?? []).toString('utf8')
    return text.startsWith('#!') ? wordsIn(text.replace(/^#!.*/, '').replaceAll(/^\s*#.*$/gm, '')) : []
  } catch (thrown) {
    if (isFailure(thrown)) return []
    throw thrown
  }
}

function foreign(unit: string, { commands }: UnitToBe, { files: [{ publicPath }], layout }: Plan): Answer {
  const program = commands[0]?.program ?? null
  const home = layout.kind === 'links' ? posix.join(String(layout['home']), 'releases/') : null
  const meant = commands.flatMap(({ argv }) => argv).find((word) => home !== null && word.startsWith(home))
  if (meant !== undefined) return no(`unit '${unit}' runs ${quoted(meant)}, which is one release for ever`, `let its ExecStart= name ${quoted(publicPath)}`)
  if (program === null) return no(`unit '${unit}' runs nothing that this upgrade changes: it has no ExecStart=`, `check the name under [[unit]], and what 'systemctl cat ${unit}' says`)
  return no(`unit '${unit}' runs ${quoted(program)}, which this upgrade does not change`, `let its ExecStart= name ${quoted(publicPath)}, or correct [layout] files; if that is meant, say program = "${program}" under its [[unit]]`)
}

function another(unit: string, { commands }: UnitToBe, program: string): Answer {
  const now = commands[0]?.program
  return no(`unit '${unit}' runs ${now === undefined ? 'nothing' : quoted(now)}, and not ${quoted(program)} as its [[unit]] says`, `correct 'program' under [[unit]], or the unit ('systemctl cat ${unit}')`)
}

/** The old version would go on, and nothing is lost by that: a person may know better. */
function no(reason: string, next: string): Answer {
  return { kind: 'no', reason, next: `${next}; '--force' passes it, and is recorded`, overridable: 'yes' }
}

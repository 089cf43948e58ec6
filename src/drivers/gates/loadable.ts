import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { Architecture } from '../../release/platform.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { type Lack, lacking } from './libraries.ts'
import { isProgram, type Program, programAt, type ReadsPrograms } from './program-files.ts'
import { lacksShownMax } from './limits.ts'

/** Why a file cannot be executed here. `what` is the same for two programs that lack the same. */
interface Fault { readonly what: string; readonly says: string }

/**
 * Reads what each new program needs of this machine, and looks whether it is there: the processor, the interpreter, the libraries, the versions of their
 * symbols (failures.md F41, g11). Nothing is executed: ldd(1) would do that. What is odd is not refused: it is rehearsed after this.
 */
export function loadable(reads: ReadsPrograms, architecture: Architecture): Gate {
  return {
    async ask(plan): Promise<Answer> {
      for (const file of plan.files) {
        const faults = await faultsOf(reads, { name: file.name, path: file.newPath, origins: originsOf(file) }, architecture)
        const fresh = faults.length === 0 ? [] : unknownTo(await liveFaults(reads, file, architecture), faults)
        if (fresh.length > 0) return refusal(plan, fresh)
      }
      return { kind: 'yes' }
    },
  }
}

interface Named { readonly name: string; readonly path: string; readonly origins: readonly string[] }

/** A layout either links the public path to the new file, or moves the file there. */
function originsOf({ newPath, publicPath }: PlannedFile): readonly string[] {
  return [posix.dirname(newPath), posix.dirname(publicPath)]
}

/** The live program runs here: what it lacks by our reckoning, its unit gives it (LD_LIBRARY_PATH, a root directory of its own). */
async function liveFaults(reads: ReadsPrograms, file: PlannedFile, architecture: Architecture): Promise<readonly Fault[]> {
  return file.keptSha256 === null ? [] : faultsOf(reads, { name: file.name, path: file.publicPath, origins: [posix.dirname(file.publicPath)] }, architecture)
}

function unknownTo(known: readonly Fault[], faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ what }) => known.every((one) => one.what !== what))
}

async function faultsOf(reads: ReadsPrograms, named: Named, architecture: Architecture): Promise<readonly Fault[]> {
  try {
    const program = await programAt(reads, named.path)
    return program === null ? [] : await faultsIn(reads, program, named, architecture)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return []
  }
}

async function faultsIn(reads: ReadsPrograms, program: Program, named: Named, architecture: Architecture): Promise<readonly Fault[]> {
  switch (program.kind) {
    case 'unknown': return []
    case 'script': return interpreterFault(reads, named.name, program.interpreter, 'is a script for')
    case 'elf': {
      const { image } = program.needs
      if (image.kind === 'other') return []
      const mine = processorFault(program.needs.image, named.name, architecture)
      if (mine !== null) return [mine]
      if (image.interpreter === null) return []
      const faults = await interpreterFault(reads, named.name, image.interpreter, 'needs the loader')
      if (faults.length > 0) return faults
      const lacks = await lacking(reads, program.needs, [...new Set([posix.dirname(program.path), ...named.origins])])
      return lacks.map((lack) => faultOf(lack, named.name))
    }
  }
}

/** elf(5): e_machine. */
const machines: Readonly<Record<number, Architecture>> = { 62: 'amd64', 183: 'arm64' }

/** A machine of 64 bits may well run programs of 32, if their loader is here: that is looked at next. */
function processorFault({ machine, form }: { readonly machine: number; readonly form: { readonly bits: number } }, name: string, architecture: Architecture): Fault | null {
  const isTwin = (architecture === 'amd64' && machine === 3) || (architecture === 'arm64' && machine === 40)
  if (machines[machine] === architecture || isTwin) return null
  const shown = machines[machine] ?? `machine ${machine} (${form.bits} bits)`
  return { what: `machine ${machine}`, says: `${quoted(name)} is a program for ${shown}, this machine is ${architecture}` }
}

async function interpreterFault(reads: ReadsPrograms, name: string, interpreter: string, needs: string): Promise<readonly Fault[]> {
  // A relative one is looked for in the directory in which the daemon is started.
  const found = interpreter.startsWith('/') ? await isProgram(reads, interpreter) : 'yes'
  if (found === 'yes') return []
  return [{ what: `interpreter ${interpreter}`, says: `${quoted(name)} ${needs} ${quoted(interpreter)}, which is ${found === 'missing' ? 'not here' : 'not executable'}` }]
}

function faultOf(lack: Lack, name: string): Fault {
  const whose = lack.through === null ? quoted(name) : `${quoted(name)}, through ${quoted(lack.through)},`
  switch (lack.kind) {
    case 'library': return { what: `library ${lack.library}`, says: `${whose} needs the library ${quoted(lack.library)}, which is not here` }
    case 'version': return { what: `version ${lack.version} of ${lack.library}`, says: `${quoted(lack.library)} here does not have ${quoted(lack.version)}, which ${whose} needs: built for a newer distribution` }
  }
}

function refusal(plan: Plan, faults: readonly Fault[]): Answer {
  const [shown, more] = [faults.slice(0, lacksShownMax).map(({ says }) => says).join('; '), faults.length - lacksShownMax]
  return {
    kind: 'no',
    reason: `version ${plan.to.version} cannot run here: ${shown}${more > 0 ? `; and ${more} more` : ''}`,
    next: `ask its publisher for one that is made for this machine, or install what it needs; '--force' goes on all the same`,
    overridable: 'yes',
  }
}

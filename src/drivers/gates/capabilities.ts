import { isFailure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { CapabilitiesOf, ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { unitFileBytesMax } from './limits.ts'

/** `given`: what a unit gives its processes by itself (`AmbientCapabilities=`); `all`: they are root's. */
export interface CapabilityTools { readonly disk: ReadsDisk; readonly capabilitiesOf: CapabilitiesOf; given(unit: string): Promise<readonly string[] | 'all'> }

const [setuid, setgid] = [0o4000, 0o2000]

/**
 * Whether the live file has rights of its own that the new one will not have (formats.md S8). setcap(8) and chmod u+s mark one file, and the new version is another:
 * a daemon that may bind port 443 today could not tomorrow. We do not hand them on: who gives a program rights should see which program, and our root has no
 * CAP_SETFCAP. What is kept has them still, so that every way back leads to a daemon that works.
 */
export function capabilities(tools: CapabilityTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      for (const file of plan.files) {
        const lost = await lostBy(file, plan, tools)
        if (lost.length > 0 && !(await isGivenByUnits(lost, plan, tools))) return refused(file, lost, plan)
      }
      return { kind: 'yes' }
    },
  }
}

/** In place the new file is a copy, which has none; a release directory is executed as it lies there. */
async function lostBy({ publicPath, newPath, keptSha256, mode }: PlannedFile, { layout }: Plan, tools: CapabilityTools): Promise<readonly string[]> {
  const live = keptSha256 === null ? null : await resolved(tools.disk, publicPath)
  if (live === null) return []
  const rights = [...await ofFile(live, tools), ...await bitsOf(live, mode, tools)]
  const after = layout.kind === 'links' && rights.length > 0 ? await ofFile(newPath, tools) : []
  return rights.filter((right) => !after.includes(right))
}

/** What cannot be told is not there: whoever needs it is judged, and goes back. */
async function ofFile(path: string, { capabilitiesOf }: CapabilityTools): Promise<readonly string[]> {
  try {
    return await capabilitiesOf(path)
  } catch (thrown) {
    if (isFailure(thrown)) return []
    throw thrown
  }
}

async function bitsOf(path: string, mode: number, { disk }: CapabilityTools): Promise<readonly string[]> {
  const lost = ((await disk.look(path))?.mode ?? 0) & ~mode
  return [...((lost & setuid) === 0 ? [] : ['setuid']), ...((lost & setgid) === 0 ? [] : ['setgid'])]
}

/** By one of its units as it is loaded, or as a unit file that comes with the release has it. */
async function isGivenByUnits(lost: readonly string[], plan: Plan, tools: CapabilityTools): Promise<boolean> {
  const services = plan.units.filter(({ name }) => name.endsWith('.service'))
  const given = await Promise.all(services.map(async ({ name }) => tools.given(name)))
  if (given.length > 0 && given.every((one) => one === 'all')) return true
  const coming = await comingWith(plan, tools)
  return [coming, ...given].some((one) => one !== 'all' && lost.every((right) => one.includes(right)))
}

async function comingWith({ companions = [] }: Plan, { disk }: CapabilityTools): Promise<readonly string[]> {
  const paths = companions.flatMap(({ isUnitFile, newPath }) => (isUnitFile === 'yes' && newPath !== null ? [newPath] : []))
  const texts = await Promise.all(paths.map(async (path) => Buffer.from((await disk.read(path, unitFileBytesMax)) ?? []).toString('utf8')))
  return texts.flatMap((text) => [...text.matchAll(/^\s*AmbientCapabilities\s*=(.*)$/gm)]).flatMap(([, value = '']) => value.toLowerCase().split(/\s+/))
}

function refused({ publicPath }: PlannedFile, lost: readonly string[], { units: [first] }: Plan): Answer {
  const names = lost.filter((right) => right.startsWith('cap_'))
  const unit = first === undefined || names.length < lost.length ? null : `let the unit give them: 'systemctl edit ${first.name}', [Service] AmbientCapabilities=${names.join(' ').toUpperCase()}`
  return {
    kind: 'no',
    reason: `${quoted(publicPath)} has rights of its own (${lost.join(', ')}), which the new file will not have`,
    next: `${unit ?? 'let the unit that starts it give it what it needs (AmbientCapabilities=)'}; or '--force' goes on without them, and is recorded: give them to the new file afterwards`,
    overridable: 'yes',
  }
}

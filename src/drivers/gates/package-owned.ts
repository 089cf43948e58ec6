import type { ReadsDisk, RunsCommands } from '../../host/types.ts'
import type { Answer } from '../../upgrade/ports.ts'
import { dpkgOwners } from './dpkg-owners.ts'
import { rpmOwners } from './rpm-owners.ts'

/** Where files go. What only goes away is somebody's that no package has. */
export interface Placing { readonly files: readonly { readonly publicPath: string }[]; readonly companions?: readonly { readonly path: string }[] }

/** Who owns these paths, by path; null when this machine does not use that package manager. Several packages: the first. */
export type Owners = ReadonlyMap<string, string>

/** A gate that needs to know no more of a plan than where its files go, and so can be asked before there is one. */
export interface FilesGate { ask(plan: Placing, signal: AbortSignal): Promise<Answer> }

/**
 * A file of a distribution package is not ours to replace: the next upgrade of that package would put the old one back, and its
 * own checks would call the machine damaged (failures.md E41; Debian keeps its packages out of /usr/local for this reason).
 */
export function packageOwned(disk: ReadsDisk, commands: RunsCommands): FilesGate {
  return {
    async ask(plan, signal) {
      const paths = [...plan.files.map((file) => file.publicPath), ...(plan.companions ?? []).map(({ path }) => path)]
      const dpkg = await dpkgOwners(disk, paths)
      const rpm = await rpmOwners(disk, commands, paths, signal)
      if (rpm.kind === 'unknown') return unknown(rpm.why)
      const [owned] = [...dpkg, ...rpm.owners]
      return owned === undefined ? { kind: 'yes' } : refusal(...owned, plan)
    },
  }
}

function refusal(path: string, owner: string, { files }: Placing): Answer {
  const isManaged = files.some(({ publicPath }) => publicPath === path)
  return {
    kind: 'no',
    reason: `'${path}' belongs to the package '${owner}'`,
    next: isManaged
      ? 'give the file a path of its own under /usr/local in [layout] files, or remove the package'
      : "give it another place in its [[file]] table, or remove the package; what is to be changed in a package's unit belongs in a drop-in",
    overridable: 'no',
  }
}

/** Not knowing is not a yes; but it is no proof either, so a person may pass. */
function unknown(why: string): Answer {
  return { kind: 'no', reason: `it is not known whether a package owns the files: ${why}`, next: `run 'rpm -qf' on the paths of [layout] files and see what is wrong`, overridable: 'yes' }
}

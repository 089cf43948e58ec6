import { posix } from 'node:path'
import { quoted } from '../../formats/printable.ts'
import type { MarksOf, ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'

export interface MarkTools { readonly disk: ReadsDisk; readonly marksOf: MarksOf }

/**
 * Whether the live file has an ACL or an SELinux type that the new one will not have. Neither is handed on, as rights are not (formats.md S8): a new file has what its
 * directory gives to new files, and whatever was said of one file by setfacl(1) or chcon(1) was said of that file. Nobody is refused for it: what the daemon cannot do
 * without is found by its judge. But an account that was kept out, or let in, by an ACL is seen by no probe.
 */
export function attributes(tools: MarkTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      const isLabelled = (await tools.disk.look('/sys/fs/selinux/enforce')) !== null
      const lost = await Promise.all(plan.files.map((file) => lostBy(file, plan, { ...tools, isLabelled })))
      return lost.flat().length === 0 ? { kind: 'yes' } : { kind: 'yes', remark: lost.flat().join('; ') }
    },
  }
}

async function lostBy({ publicPath, newPath, keptSha256 }: PlannedFile, { layout }: Plan, { disk, marksOf, isLabelled }: MarkTools & { readonly isLabelled: boolean }): Promise<readonly string[]> {
  const live = keptSha256 === null ? null : await resolved(disk, publicPath)
  if (live === null) return []
  const now = await marksOf(live)
  // A release directory is executed as it lies there; in place a file is made, which is given what its directory gives.
  const isThere = layout.kind === 'links'
  const made = await marksOf(isThere ? newPath : posix.dirname(live))
  const isKept = isThere ? made.acl === now.acl : made.aclForNew !== null
  const says: string[] = []
  if (now.acl !== null && !isKept) says.push(`${quoted(publicPath)} has an ACL of its own, which the new file will not have ('getfacl' shows it)`)
  const [from, to] = [typeOf(now.label), typeOf(made.label)]
  if (isLabelled && from !== null && to !== null && from !== to) says.push(`${quoted(publicPath)} has the SELinux type ${quoted(from)}, and the new file will have ${quoted(to)}, as its directory has ('restorecon' gives it what the policy has for its path)`)
  return says
}

/** `system_u:object_r:bin_t:s0`: the third part decides what a process may do with it. */
function typeOf(label: string | null): string | null {
  return label?.split(':')[2] ?? null
}

import { isFailure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { Answer, Gate, Refusal } from '../../upgrade/ports.ts'

/** What one transaction of the past laid down; `confirmed`: it stayed. */
export interface PastTransaction { readonly plan: Pick<Plan, 'from' | 'to' | 'files'>; readonly confirmed: 'yes' | 'no' }
/** `past`: of everybody who manages these files, oldest first. */
export interface WayTools { readonly disk: ReadsDisk; past(): Promise<readonly PastTransaction[]> }
interface Looking { readonly disk: ReadsDisk; readonly past: readonly PastTransaction[] }

/**
 * Whether the way back would lead to what we think it does. What is live becomes the kept version: if it is not what our journals say was laid down, somebody
 * else has changed it, and going back would go to that (failures.md F42). And what is about to become live, or to be kept, must still be what
 * was verified (F43). A daemon that was placed by hand has no history, and so no drift.
 */
export function wayIntact(tools: WayTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      const [disk, past] = [tools.disk, await tools.past()]
      return drift(plan, past) ?? await unsound(plan, { disk, past }) ?? { kind: 'yes' }
    },
  }
}

/** Some release that ran here must be what is live now, byte for byte, in all the files that both have. */
function drift(plan: Plan, past: readonly PastTransaction[]): Refusal | null {
  const known = plan.files.filter(({ publicPath }) => past.some((one) => fileIn(one, publicPath) !== null))
  const gone = known.find(({ publicPath, keptSha256 }) => keptSha256 === null && past.some((one) => one.confirmed === 'yes' && fileIn(one, publicPath) !== null))
  if (gone !== undefined) return drifted(`${quoted(gone.publicPath)} is gone`, plan)
  const present = known.filter(({ keptSha256 }) => keptSha256 !== null)
  if (present.length === 0 || past.some((one) => isLive(one, present))) return null
  const newest = past.findLast(({ confirmed }) => confirmed === 'yes') ?? past.at(-1)
  const [first] = present.filter(({ publicPath, keptSha256 }) => newest === undefined || ![fileIn(newest, publicPath)?.newSha256, fileIn(newest, publicPath)?.keptSha256].includes(keptSha256))
  return drifted(first === undefined ? 'the files belong to different releases' : `${quoted(first.publicPath)} is not the file that was laid down there`, plan)
}

function fileIn({ plan }: PastTransaction, publicPath: string): PlannedFile | null {
  return plan.files.find((file) => file.publicPath === publicPath) ?? null
}

/** What that transaction laid down, or what it found. */
function isLive(one: PastTransaction, present: readonly PlannedFile[]): boolean {
  const shared = present.flatMap((file) => { const then = fileIn(one, file.publicPath); return then === null ? [] : [{ now: file.keptSha256, then }] })
  if (shared.length === 0) return false
  return shared.every(({ now, then }) => now === then.newSha256) || shared.every(({ now, then }) => now === then.keptSha256)
}

function drifted(what: string, { app, from }: Plan): Refusal {
  return {
    kind: 'no',
    reason: `somebody has changed the live files since the last upgrade: ${what}`,
    next: `look who did ('app-upgrade history ${app}' shows what was laid down), and put the file back; or '--force', which takes what is there as the version to go back to${from === null ? '' : ` (${from.version})`}, and is recorded`,
    overridable: 'yes',
  }
}

/** Each file as it lies there now, looked at once more: a disk that cannot read what is to be kept would be found when it is needed. */
async function unsound(plan: Plan, tools: Looking): Promise<Refusal | null> {
  for (const file of plan.files) {
    const found = await oddLive(file, tools) ?? await oddNew(file, plan, tools.disk)
    if (found !== null) return found
  }
  return null
}

async function oddLive(file: PlannedFile, { disk, past }: Looking): Promise<Refusal | null> {
  if (file.keptSha256 === null) return null
  const path = await resolved(disk, file.publicPath)
  const facts = path === null ? null : await disk.look(path)
  if (path === null || facts?.kind !== 'file') return no(`${quoted(file.publicPath)} does not lead to a regular file any more`, 'look who changed it, then upgrade again')
  const laid = past.findLast((one) => fileIn(one, file.publicPath)?.newSha256 === file.keptSha256)
  // What was placed by hand may belong to whomever it likes; what we laid down belonged to us.
  if (laid !== undefined && facts.uid !== 0 && facts.uid !== fileIn(laid, file.publicPath)?.uid) return { ...no(`${quoted(path)} belongs to user ${facts.uid} now, who could change what would be gone back to`, `chown ${file.uid} ${path}, or '--force', which is recorded`), overridable: 'yes' }
  const sha256 = await digestOf(disk, path)
  if (sha256 === file.keptSha256) return null
  return no(sha256 === null ? `${quoted(path)} cannot be read, so that it could not be kept` : `${quoted(file.publicPath)} was changed while the upgrade was prepared`, "nothing was changed: see what the kernel's log says of the disk, then upgrade again")
}

async function oddNew(file: PlannedFile, plan: Plan, disk: ReadsDisk): Promise<Refusal | null> {
  if ((await digestOf(disk, file.newPath)) === file.newSha256) return null
  const what = `${quoted(file.newPath)} is not what ${plan.way === 'back' ? 'ran here' : 'was verified'} as version ${plan.to.version}, or cannot be read`
  return no(what, plan.way === 'back' ? `'app-upgrade list ${plan.app}' shows which releases are still whole, for 'rollback --to'` : 'look who can write there, then upgrade again: it is unpacked anew')
}

async function digestOf(disk: ReadsDisk, path: string): Promise<string | null> {
  try {
    return await disk.sha256(path)
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

function no(reason: string, next: string): Refusal {
  return { kind: 'no', reason, next, overridable: 'no' }
}

import { failure } from '../../../errors.ts'
import { quoted } from '../../../formats/printable.ts'
import { refresh, soundKept, type View } from '../../../formats/tuf/client.ts'
import { formatKept } from '../../../formats/tuf/kept.ts'
import { rootBytesMax } from '../../../formats/tuf/limits.ts'
import { keptName } from '../../../formats/tuf/names.ts'
import { repositoryAt } from '../../../formats/tuf/repository.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import type { SourceTools } from '../driver.ts'

export interface Place { readonly metadata: string; readonly root: string; readonly http: 'refused' | 'allowed' }

/**
 * The repository at this moment. What is remembered of it is shared with the trust of the same kind, makes the next look cheap, and keeps this half, too, from
 * being shown an older state. Who may write the first root's file is for that trust to look at: nothing here is believed.
 */
export async function viewNow({ metadata, root, http }: Place, { disk, net, clock, memory, stallMs }: SourceTools, signal: AbortSignal): Promise<View> {
  const pinned = await disk.read(root, rootBytesMax)
  if (pinned === null) throw failure('CONFIG', `the first root ${quoted(root)} does not exist`, { next: 'Put the root.json that the publisher names there, and compare it with what is published elsewhere.' })
  const name = keptName(pinned)
  const repository = repositoryAt(metadata, (url, answerBytesMax) => net.ask({ method: 'GET', url, plainHttp: http, headers: {}, body: null, answerBytesMax, stallMs, reach: 'public' }, signal), withoutSecrets(metadata))
  const view = await refresh({ pinned, atMs: clock.nowMs(), before: soundKept((await memory.recall(name))?.bytes ?? null, pinned), repository })
  await memory.keep(name, { validator: name, bytes: formatKept(view.kept()) })
  return view
}

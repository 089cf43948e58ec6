import { failure } from '../../../errors.ts'
import { keptRepository, refresh, soundKept, type View } from '../../../formats/tuf/client.ts'
import { findTarget } from '../../../formats/tuf/find-target.ts'
import { formatKept, readKept } from '../../../formats/tuf/kept.ts'
import { keptBytesMax } from '../../../formats/tuf/limits.ts'
import { keptName } from '../../../formats/tuf/names.ts'
import { parseArtifactName } from '../../../release/artifact.ts'
import { type Looking, lookUp } from './look-up.ts'

/**
 * The repository as it was kept beside the release, verified from the pinned root on, without any network. The half that applies holds it against its own
 * memory, too: what the other half says of versions is hearsay like the rest.
 */
export async function believedView(pinned: Uint8Array, path: string, looking: Looking): Promise<View> {
  const { tools: { net, memory = null }, evidence } = looking
  const name = keptName(pinned)
  const bytes = await evidence.lookedUp(parseArtifactName(name), keptBytesMax, (signal) => lookUp({ pinned, path, name }, looking, signal))
  const own = net === null ? memory : null
  const known = own === null ? null : await own.recall(name)
  try {
    const view = await refresh({ pinned, atMs: evidence.atMs, before: known === null ? null : readKept(known, 'the remembered metadata'), repository: keptRepository(readKept(bytes, name), pinned) })
    // Also the roles that this target needs: what is remembered is then whole, or what it was before.
    await findTarget(view, path)
    await own?.keep(name, formatKept(view.kept()))
    return view
  } catch (thrown) {
    throw known !== null && own !== null && soundKept(known, pinned) === null ? failure('REFUSED', 'what this host remembers of the repository is damaged', { cause: thrown, next: `Move '${own.where}/${name}' aside if nobody can have tampered with it; an older state of the repository could then be served once.` }) : thrown
  }
}

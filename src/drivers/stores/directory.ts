import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { PublishTools, Store } from '../../publish/ports.ts'
import { ensureDirectory, putFile } from '../../publish/put-file.ts'
import { realDirectory } from '../../publish/real-directory.ts'

/** A directory, as a web server or an `rsync` may serve it. */
export function directory(root: string, tools: PublishTools): Store {
  const { disk } = tools
  return {
    where: root,
    async put(name, body, onto) {
      const path = posix.join(await realDirectory(disk, root), name)
      const there = await disk.sha256(path)
      if (there === body.sha256) return
      if (there !== null && onto === 'nothing') throw failure('REFUSED', `${quoted(path)} exists already, with other bytes`, { next: 'Give each release a directory of its own (--out), or overwrite what is there with --force.' })
      await ensureDirectory(disk, posix.dirname(path))
      await putFile(tools, path, body)
    },
    get: async (name, sizeBytesMax) => disk.read(posix.join(await realDirectory(disk, root), name), sizeBytesMax),
    finish: () => Promise.resolve(),
  }
}

import { failure } from '../../src/errors.ts'
import type { Disk } from '../../src/host/types.ts'

/** A disk on which looking and reading may fail, call by call, as `fails` says of the number of each (failures.md F03: EIO is no "there is none"). */
export function failingReads(disk: Disk, fails: (number: number) => boolean): { readonly disk: Disk; readonly count: () => number } {
  let number = 0
  const reading = <T>(path: string, answer: () => Promise<T>): Promise<T> => (fails(number++) ? Promise.reject(failure('IO', `cannot read '${path}'`)) : answer())
  return {
    count: () => number,
    disk: {
      look: (path) => reading(path, () => disk.look(path)),
      read: (path, sizeBytesMax) => reading(path, () => disk.read(path, sizeBytesMax)),
      list: (path) => reading(path, () => disk.list(path)),
      readLink: (path) => reading(path, () => disk.readLink(path)),
      sha256: (path) => reading(path, () => disk.sha256(path)),
      create: (path, content, mode) => disk.create(path, content, mode),
      copy: (from, to, ownership) => disk.copy(from, to, ownership),
      append: (path, content) => disk.append(path, content),
      truncate: (path, sizeBytes) => disk.truncate(path, sizeBytes),
      link: (existing, path) => disk.link(existing, path),
      symlink: (target, path) => disk.symlink(target, path),
      rename: (from, to) => disk.rename(from, to),
      remove: (path) => disk.remove(path),
      makeDirectory: (path, mode) => disk.makeDirectory(path, mode),
      syncFile: (path) => disk.syncFile(path),
      syncDirectory: (path) => disk.syncDirectory(path),
    },
  }
}

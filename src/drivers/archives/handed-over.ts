import type { TakesMember } from '../../formats/tar/tar-reader.ts'
import type { Member } from '../../upgrade/ports.ts'

type Reads = (take: TakesMember) => Promise<unknown>
type Handed = { readonly member: Member } | null

/**
 * Turns a reader that hands members to a function into members to be asked for, one at a time: the reader waits while the caller
 * works. Whoever stops asking makes the reader stop, too.
 */
export async function* handedOver(read: Reads): AsyncIterable<Member> {
  const stopped = new Error('no further member is wanted')
  let asked = Promise.withResolvers<Handed>()
  let release: { goOn(): void; stop(error: Error): void } = { goOn: () => undefined, stop: () => undefined }
  const finished = read((member, content) => new Promise((goOn, stop) => {
    release = { goOn, stop }
    asked.resolve({ member: { path: member.path, kind: member.kind, mode: member.mode, sizeBytes: member.sizeBytes, bytes: content } })
  })).then(() => asked.resolve(null), (thrown: unknown) => asked.reject(thrown))
  try {
    for (let handed = await asked.promise; handed !== null; handed = await asked.promise) {
      asked = Promise.withResolvers()
      yield handed.member
      release.goOn()
    }
  } finally {
    // Nobody listens to a last answer any more; it must not end the program as an unhandled rejection.
    asked.promise.catch(() => undefined)
    release.stop(stopped)
    await finished
  }
}

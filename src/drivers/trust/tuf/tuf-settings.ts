import * as v from 'valibot'
import { failure } from '../../../errors.ts'
import { isLoopbackHost } from '../../../formats/loopback-url.ts'
import { targetFault } from '../../../formats/tuf/names.ts'
import { readBy, text } from '../settings-pieces.ts'

/** A `[[trust]]` table of kind tuf. */
export const tufSchema = v.strictObject({
  kind: v.pipe(v.literal('tuf'), v.description('a repository of The Update Framework (TUF), which says in signed metadata what each of its files is')),
  metadata: v.pipe(readBy(refuseAddress), v.description("address of the directory in which timestamp.json lies; asked by the half that has a network")),
  root: v.pipe(text, v.startsWith('/', 'must be a whole path, from /'), v.description("file with the repository's first root (1.root.json, or any later one that was checked by hand); every newer root must follow from it. It is root's alone to write")),
  target: v.optional(v.pipe(text, v.check((value) => targetFault(value) === null, (issue) => targetFault(issue.input) ?? ''), v.description('path of the release archive among the targets, with {artifact} (its name), {version} and {tag} (v1.2.3)')), '{artifact}'),
})
export type TufSettings = v.InferOutput<typeof tufSchema>

function refuseAddress(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw failure('CONFIG', 'is not a plain address, like https://releases.example.org/metadata')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) throw failure('CONFIG', 'must begin with https://')
}

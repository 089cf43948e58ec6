import * as v from 'valibot'
import { targetFault } from '../../../formats/tuf/names.ts'
import { baseAddress, plainHttp } from '../address.ts'
import { archiveTemplate } from '../artifact-template.ts'

/** A `[source]` table of kind tuf. */
export const tufSchema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('tuf'), v.description('a repository of The Update Framework (TUF); give a [[trust]] of the same kind, too: what the source says is hearsay')),
  metadata: v.pipe(baseAddress, v.description('address of the directory in which timestamp.json lies')),
  targets: v.pipe(baseAddress, v.description('address of the directory in which the targets lie')),
  root: v.pipe(v.string('must be text in quotation marks'), v.startsWith('/', 'must be a whole path, from /'), v.description("file with the repository's first root, the same as under [[trust]]")),
  artifact: archiveTemplate,
  target: v.optional(v.pipe(v.string('must be text in quotation marks'), v.check((text) => targetFault(text) === null, (issue) => targetFault(issue.input) ?? ''), v.description('path of the release archive among the targets, with {artifact} (its name), {version} and {tag} (v1.2.3)')), '{artifact}'),
  names: v.optional(v.pipe(v.picklist(['hashed', 'plain'], "must be 'hashed' or 'plain'"), v.description("whether files of a repository with consistent snapshots are called <sha256>.<name>, as TUF wants it, or just by their names")), 'hashed'),
  http: plainHttp,
}), v.check(({ artifact, target }) => /\{(?:tag|version)\}/.test(artifact + target), "has no {tag} or {version} in 'artifact' or 'target': that is how releases are told apart"))
export type TufSettings = v.InferOutput<typeof tufSchema>

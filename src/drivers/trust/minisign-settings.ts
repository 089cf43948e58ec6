import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import { parsePublicKey } from '../../formats/minisign.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import { keysMax } from './limits.ts'

const text = v.string('must be text in quotation marks')
const name = v.pipe(text, v.check((value) => faultOf(() => parseArtifactName(value)) === null, (issue) => faultOf(() => parseArtifactName(issue.input)) ?? ''))
// The message must not repeat the text: the gravest mistake is to give the secret key (failures.md E48).
const key = v.pipe(text, v.check((value) => faultOf(() => parsePublicKey(value)) === null, (issue) => faultOf(() => parsePublicKey(issue.input)) ?? ''))
const list = <const T extends v.GenericSchema>(item: T) => v.pipe(v.array(item, 'must be a list'), v.maxLength(keysMax, `has more than ${keysMax} entries`))

/** A `[[trust]]` table of kind minisign. */
export const minisignSchema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('minisign'), v.description('a minisign signature over a list of checksums')),
  keys: v.optional(v.pipe(list(key), v.description("public keys, as in the second line of minisign.pub; several while keys are exchanged, each one is enough")), []),
  key_files: v.optional(v.pipe(list(v.pipe(text, v.startsWith('/', 'must be a whole path, from /'))), v.description('files that hold a public key each')), []),
  signs: v.optional(v.pipe(name, v.description('name of the signed list, lying beside the release')), 'SHA256SUMS'),
  signature: v.optional(v.pipe(name, v.description("name of its signature; the list's name and .minisig when not given"))),
  legacy: v.optional(v.pipe(v.picklist(['accepted', 'refused'], "must be 'accepted' or 'refused'"), v.description("signatures of the kind that 'minisign -S -l' makes; harmless over a list, which is small")), 'accepted'),
}), v.check((table) => table.keys.length + table.key_files.length > 0, "names no key: give 'keys' or 'key_files'"))
export type MinisignSettings = v.InferOutput<typeof minisignSchema>

function faultOf(parse: () => unknown): string | null {
  try {
    parse()
    return null
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.message
    throw thrown
  }
}

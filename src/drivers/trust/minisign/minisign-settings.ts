import * as v from 'valibot'
import { parsePublicKey } from '../../../formats/minisign/minisign.ts'
import { keysMax } from '../limits.ts'
import { dayOf } from '../retired-key.ts'
import { keyFiles, list, readBy, signs, template, version } from '../settings-pieces.ts'

// The message must not repeat the text: the gravest mistake is to give the secret key (failures.md E48).
const key = readBy(parsePublicKey)
const retired = v.strictObject({ key, until: readBy(dayOf) })

/** A `[[trust]]` table of kind minisign. */
export const minisignSchema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('minisign'), v.description('a minisign signature over a list of checksums, over release.json, or over the archive itself')),
  keys: v.optional(v.pipe(list(key), v.description("public keys, as in the second line of minisign.pub; several while keys are exchanged, each one is enough")), []),
  key_files: keyFiles,
  retired: v.optional(v.pipe(list(retired), v.description("keys that sign no more, each with the day ('until', as \"2026-10-01\") from which a signature by it counts no longer; no help against a thief, who dates it back")), []),
  signs: signs(),
  signature: v.optional(v.pipe(template, v.description('name of the signature; the name of what is signed and .minisig when not given'))),
  signatures: v.optional(v.pipe(list(template), v.minLength(1, 'must not be empty'), v.description('names of several signatures, by different keys'))),
  threshold: v.optional(v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(1, 'must be at least 1'), v.maxValue(keysMax), v.description("how many different keys must have made one of 'signatures' each; all of them when not given"))),
  version,
  legacy: v.optional(v.pipe(v.picklist(['accepted', 'refused'], "must be 'accepted' or 'refused'"), v.description("signatures of the kind that 'minisign -S -l' makes; harmless over a list, which is small, and never accepted over the archive")), 'accepted'),
}),
v.check((table) => table.keys.length + table.key_files.length > 0, "names no key: give 'keys' or 'key_files'"),
v.check((table) => table.signature === undefined || table.signatures === undefined, "has both 'signature' and 'signatures'"),
v.check((table) => thresholdOf(table) <= (table.signatures ?? ['']).length, "'threshold' is more than there are 'signatures'"),
v.check((table) => thresholdOf(table) <= Math.max(1, table.keys.length + table.key_files.length + table.retired.length), "fewer keys than 'threshold' asks for: each counts once"),
v.check((table) => !table.retired.some((one) => table.keys.includes(one.key)), "has a key both in 'keys' and in 'retired'"))
export type MinisignSettings = v.InferOutput<typeof minisignSchema>

/** Several signatures are all asked for, unless somebody says that fewer will do. */
export function thresholdOf({ signatures, threshold }: { readonly signatures?: readonly string[] | undefined; readonly threshold?: number | undefined }): number {
  return threshold ?? signatures?.length ?? 1
}

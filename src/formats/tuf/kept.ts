import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { parseStrictJson } from '../strict-json.ts'
import { utf8 } from '../utf8.ts'
import { delegationsMax, keptBytesMax, rootRotationsMax } from './limits.ts'

/**
 * Everything that was believed once, in one file, so that there is no half of it after a crash: the roots behind the pinned one in their order, and
 * what they vouched for. Hearsay to whoever reads it: all of it is verified again.
 */
export interface Kept {
  readonly roots: readonly Uint8Array[]
  readonly timestamp: Uint8Array
  readonly snapshot: Uint8Array
  /** By the name of the role, `targets` among them. */
  readonly targets: ReadonlyMap<string, Uint8Array>
}

export function formatKept({ roots, timestamp, snapshot, targets }: Kept): Uint8Array {
  return Buffer.from(`${JSON.stringify({ schema: 1, roots: roots.map(textOf), timestamp: textOf(timestamp), snapshot: textOf(snapshot), targets: [...targets].map(([role, bytes]) => [role, textOf(bytes)]) })}\n`)
}

/** DATA when it is nothing that `formatKept` wrote. */
export function readKept(bytes: Uint8Array, name: string): Kept {
  const parsed = v.safeParse(shape, parseStrictJson(bytes, name, { bytesMax: keptBytesMax }))
  if (!parsed.success) throw failure('DATA', `${quoted(name)} is no kept TUF metadata`)
  const { roots, timestamp, snapshot, targets } = parsed.output
  return { roots: roots.map(bytesOf), timestamp: bytesOf(timestamp), snapshot: bytesOf(snapshot), targets: new Map(targets.map(([role, text]) => [role, bytesOf(text)])) }
}

const shape = v.object({
  schema: v.literal(1),
  roots: v.pipe(v.array(v.string()), v.maxLength(rootRotationsMax)),
  timestamp: v.string(),
  snapshot: v.string(),
  targets: v.pipe(v.array(v.tuple([v.string(), v.string()])), v.maxLength(delegationsMax + 1)),
})

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** Metadata is JSON, and so UTF-8; what was read already cannot be anything else. */
function textOf(bytes: Uint8Array): string {
  const text = utf8(bytes)
  if (text !== null) return text
  throw failure('DATA', 'metadata is not UTF-8 text')
}

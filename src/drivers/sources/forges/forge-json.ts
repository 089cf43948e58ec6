import * as v from 'valibot'
import { failure } from '../../../errors.ts'
import { printable } from '../../../formats/printable.ts'
import type { ForgeAsset, ForgeRelease } from './forge.ts'

/** What a forge's release says, before it is put into our words. */
export interface Told {
  readonly tag: string
  readonly draft: boolean
  readonly prerelease: boolean
  readonly publishedAt: string | null | undefined
  readonly assets: readonly ForgeAsset[]
}

/** Reads one release of a forge's answer. DATA when it has another shape. */
export function releaseReader<Shape extends v.GenericSchema>(forge: string, shape: Shape, tell: (json: v.InferOutput<Shape>) => Told): (json: unknown) => ForgeRelease {
  return (json) => {
    const read = v.safeParse(shape, json)
    if (!read.success) throw failure('DATA', `this is no release as ${forge} lists them: ${v.getDotPath(read.issues[0]) ?? 'it'}: ${printable(read.issues[0].message)}`)
    const { tag, draft, prerelease, publishedAt, assets } = tell(read.output)
    return { tag, assets, state: draft ? 'draft' : 'published', mark: prerelease ? 'prerelease' : 'none', publishedAtMs: momentOf(publishedAt) }
  }
}

function momentOf(text: string | null | undefined): number | null {
  const atMs = Date.parse(text ?? '')
  return Number.isNaN(atMs) ? null : atMs
}

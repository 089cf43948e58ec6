import { failure, isFailure } from '../../errors.ts'

/** One part of a change, and how it is taken back; `undo` may follow half a `do`. */
export interface Part { readonly do: () => Promise<unknown>; readonly undo: () => Promise<unknown> }

/** Does all parts in order. When one fails, it and those before it are undone, newest first, and its failure is thrown: half of a change is none. */
export async function allOrNothing(parts: readonly Part[]): Promise<void> {
  const begun: Part[] = []
  try {
    for (const part of parts) {
      begun.push(part)
      await part.do()
    }
  } catch (thrown) {
    const left = await undone(begun.toReversed())
    if (left.length === 0 || !isFailure(thrown)) throw thrown
    throw failure(thrown.code, thrown.message, { cause: thrown.cause, next: `${thrown.next ?? ''} This could not be taken back: ${left.join('; ')}.`.trim() })
  }
}

async function undone(parts: readonly Part[]): Promise<readonly string[]> {
  const left: string[] = []
  for (const part of parts) await part.undo().catch((thrown: unknown) => left.push(thrown instanceof Error ? thrown.message : String(thrown)))
  return left
}

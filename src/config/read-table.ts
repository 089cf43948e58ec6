import * as v from 'valibot'
import { isTable } from './inputs.ts'
import type { KeyPath, Mistake } from './mistake.ts'
import { knownKeys, unknownKeys } from './unknown-keys.ts'
import { isUnknownKey, kindOf, mistakeOf } from './wording.ts'

/** What a part of the file means, or everything that is wrong with it. */
export type Read<T> = { readonly kind: 'good'; readonly value: T } | { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] }

export function good<T>(value: T): Read<T> {
  return { kind: 'good', value }
}

export function wrong(path: KeyPath, says: string): { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] } {
  return { kind: 'wrong', mistakes: [{ path, says }] }
}

/** Reads a value by its schema. All its unknown keys are found, not only the first, and whether the schema minds them or not. */
export function readTable<T>(schema: v.GenericSchema<unknown, T>, value: unknown, path: KeyPath): Read<T> {
  const result = v.safeParse(schema, value)
  const complaints = (result.issues ?? []).filter((issue) => !isUnknownKey(issue) || knownKeys(schema).length === 0)
  const mistakes = [...unknownKeys(schema, value, path), ...complaints.map((issue) => mistakeOf(issue, path))]
  return result.success && mistakes.length === 0 ? good(result.output) : { kind: 'wrong', mistakes }
}

/** A list of tables: `[[unit]]`. One table instead of a list is a slip of one bracket, and said so. */
export function readList<T>(value: unknown, path: KeyPath, entriesMax: number, readOne: (item: unknown, path: KeyPath) => Read<T>): Read<readonly T[]> {
  if (isTable(value)) return wrong(path, `must be written in double brackets: [[${path.join('.')}]]`)
  if (!Array.isArray(value)) return wrong(path, `must be a list of tables, not ${kindOf(value)}`)
  if (value.length > entriesMax) return wrong(path, `must not have more than ${entriesMax} entries`)
  const reads = value.map((item, index) => readOne(item, [...path, index]))
  const mistakes = reads.flatMap(mistakesOf)
  return mistakes.length > 0 ? { kind: 'wrong', mistakes } : good(reads.flatMap((read) => (read.kind === 'good' ? [read.value] : [])))
}

type Reads<T> = { readonly [Name in keyof T]: Read<T[Name]> }

/** All of them, or the mistakes of all of them. */
export function readAll<T extends object>(reads: Reads<T>): Read<T> {
  const entries = Object.entries<Read<unknown>>(reads)
  const mistakes = entries.flatMap(([, read]) => mistakesOf(read))
  if (mistakes.length > 0) return { kind: 'wrong', mistakes }
  const values = entries.map(([name, read]) => [name, read.kind === 'good' ? read.value : null])
  return good(Object.fromEntries(values) as T)
}

function mistakesOf(read: Read<unknown>): readonly Mistake[] {
  return read.kind === 'wrong' ? read.mistakes : []
}

import type * as v from 'valibot'
import { quoted } from '../formats/printable.ts'
import { isTable } from './inputs.ts'
import type { KeyPath, Mistake } from './mistake.ts'
import { redacted } from './redact.ts'
import { nearest } from './suggest.ts'

type Issue = v.BaseIssue<unknown>

/** What a schema complains about, in one sentence for whoever wrote the file. `path` is where the checked value stands. */
export function mistakeOf(issue: Issue, path: KeyPath): Mistake {
  const whole = [...path, ...(issue.path ?? []).map((item) => keyOf(item.key))]
  return { path: whole, says: redacted(sentence(issue), whole, issue.input) }
}

/** Whether this is the library's own complaint about a key it does not know; we look for those ourselves, all at once. */
export function isUnknownKey(issue: Issue): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never'
}

function sentence(issue: Issue): string {
  const own = !issue.message.startsWith('Invalid ')
  if (issue.input === undefined) return own ? `missing; it ${issue.message}` : 'missing'
  if (issue.kind === 'schema' && isMissingKey(issue)) return 'missing'
  if (own) return `${issue.message}${received(issue)}`
  return issue.kind === 'schema' ? typeSentence(issue) : (rules[issue.type]?.(issue) ?? `has a value that is not allowed here: ${issue.expected ?? issue.type} was expected`)
}

function isMissingKey(issue: Issue): boolean {
  return issue.type.endsWith('object') && issue.received === 'undefined'
}

/** For a message that says what must be there: what is there instead, when that is of another kind altogether. */
function received(issue: Issue): string {
  return issue.kind === 'schema' && issue.message.startsWith('must ') ? `, not ${kindOf(issue.input)}` : ''
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text in quotation marks',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list: [ … ]',
  tuple: 'a list: [ … ]',
  object: 'a table',
  strict_object: 'a table',
  loose_object: 'a table',
  record: 'a table',
}

function typeSentence(issue: Issue): string {
  if (issue.type === 'picklist' || issue.type === 'literal' || issue.type === 'enum') return choiceSentence(issue)
  return `must be ${typeWords[issue.type] ?? issue.expected ?? issue.type}, not ${kindOf(issue.input)}`
}

function choiceSentence(issue: Issue): string {
  const choices = [...(issue.expected ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((found) => found[1] ?? '')
  const typed = typeof issue.input === 'string' ? issue.input : null
  const near = typed === null ? null : nearest(typed, choices)
  const given = typed === null ? kindOf(issue.input) : quoted(typed, 40)
  const ask = near === null ? '' : `; did you mean '${near}'?`
  return `must be ${choices.map((choice) => quoted(choice, 40)).join(' or ')}, not ${given}${ask}`
}

const rules: Readonly<Record<string, (issue: Issue) => string>> = {
  integer: () => 'must be a whole number',
  finite: () => 'must be a finite number',
  min_value: (issue) => `must be at least ${bound(issue)}`,
  max_value: (issue) => `must be at most ${bound(issue)}`,
  min_length: (issue) => bound(issue) === '1' ? 'must not be empty' : `must have at least ${bound(issue)} ${unitOf(issue)}`,
  max_length: (issue) => `must have at most ${bound(issue)} ${unitOf(issue)}`,
  non_empty: () => 'must not be empty',
  regex: () => 'has the wrong form',
  url: () => 'must be a URL',
}

function bound(issue: Issue): string {
  return (issue.expected ?? '').replace(/^[<>]=?/, '')
}

function unitOf(issue: Issue): string {
  return Array.isArray(issue.input) ? 'entries' : 'characters'
}

export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  if (isTable(value)) return 'a table'
  return { string: 'text', number: 'a number', bigint: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'something else'
}

function keyOf(key: unknown): string | number {
  return typeof key === 'number' ? key : String(key)
}

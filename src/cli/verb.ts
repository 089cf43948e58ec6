import type { World } from './world.ts'

/** One verb, as data: the commander tree, the man page and the completions are all made from it. */
export interface Verb {
  /** One word, or two where several verbs are about one thing (verb-groups.ts): `publish tree`. */
  readonly name: string
  /** One line, lower case, no full stop. */
  readonly description: string
  /** A paragraph for the manual. */
  readonly story: string
  readonly arguments: readonly VerbArgument[]
  readonly options: readonly VerbOption[]
  readonly example: string
  /** Internal verbs are called by our units and are no part of the help. */
  readonly audience: 'people' | 'units'
  /** Answers with the exit code; failures are thrown. */
  readonly run: (call: Call, world: World) => Promise<number>
}

export interface VerbArgument {
  readonly name: string
  readonly description: string
  /** `several`: one or more, the last argument only. */
  readonly presence: 'required' | 'optional' | 'several'
  readonly completes: Completes
}
/** What a shell may offer there. */
export type Completes = 'app' | 'file' | 'directory' | 'nothing' | readonly string[]

export interface VerbOption {
  /** `--to` */
  readonly flag: string
  /** Name of its value; null for a switch. */
  readonly value: string | null
  readonly description: string
  readonly completes: Completes
  /** May be given several times; read by `givenAll`. Absent: the last one counts. */
  readonly repeats?: 'yes'
}

/** What was typed, by the names in the table (options without their dashes). */
export interface Call {
  readonly values: Readonly<Record<string, string | undefined>>
  readonly switches: ReadonlySet<string>
  /** Of an argument that may be there several times. */
  readonly several: readonly string[]
  /** Of options that may be given several times, in their order. */
  readonly lists?: Readonly<Record<string, readonly string[]>>
}

export const jsonOption: VerbOption = toggle('--json', 'print one JSON document instead of text')

/** Read by the tree, for every verb that has it: the verb itself is handed the world that is meant. */
export const userOption: VerbOption = toggle('--user', 'a daemon of your own, which your own service manager runs')

export const appArgument: VerbArgument = {
  name: 'APP', description: 'the app; not needed where there is only one', presence: 'optional', completes: 'app',
}

export function toggle(flag: string, description: string): VerbOption {
  return { flag, value: null, description, completes: 'nothing' }
}

export function option(flag: string, value: string, description: string, completes: Completes = 'nothing'): VerbOption {
  return { flag, value, description, completes }
}

export function required(name: string, description: string, completes: Completes = 'nothing'): VerbArgument {
  return { name, description, presence: 'required', completes }
}

export function several(name: string, description: string, completes: Completes): VerbArgument {
  return { name, description, presence: 'several', completes }
}

/** What was given for an option or argument, or null. */
export function given(call: Call, name: string): string | null {
  return call.values[name] ?? null
}

/** All that was given for an option that repeats; null when it was not given at all. */
export function givenAll(call: Call, name: string): readonly string[] | null {
  return call.lists?.[name] ?? null
}

export function wantsJson(call: Call): boolean {
  return call.switches.has('json')
}

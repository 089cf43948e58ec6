import type { EnvFile, EnvKey } from '../../formats/env-file.ts'
import { matchesGlob } from '../../formats/glob.ts'

/** Which keys of an example a host must have. */
export interface WantedRule {
  /** `empty`: those that the example leaves empty, for a default is no requirement. `marked`: those of which a comment says so. */
  readonly required: 'empty' | 'all' | 'marked'
  readonly required_marker: string
  /** Globs of names. */
  readonly optional: readonly string[]
  readonly optional_marker: string
}

/** In the order of the example. */
export function wantedSettings({ keys }: EnvFile, rule: WantedRule): readonly string[] {
  const isWanted = ([name, key]: readonly [string, EnvKey]): boolean =>
    isRequired(key, rule) && !isMarked(key, rule.optional_marker) && !rule.optional.some((glob) => matchesGlob(glob, name))
  return Array.from(keys).filter(isWanted).map(([name]) => name)
}

function isRequired(key: EnvKey, { required, required_marker: marker }: WantedRule): boolean {
  switch (required) {
    case 'empty': return key.value === 'empty' || isMarked(key, marker)
    case 'all': return true
    case 'marked': return isMarked(key, marker)
  }
}

/** A comment that begins with the word, or has it in brackets: `# optional: for S3 only`, `# the bucket (optional)`, and not `# this is not optional`. */
function isMarked({ comments }: EnvKey, marker: string): boolean {
  const word = RegExp.escape(bare(marker))
  const pattern = new RegExp(`^${word}(?![\\p{L}\\p{N}_])|[(\\[]${word}[)\\]]`, 'iu')
  return comments.some((comment) => pattern.test(bare(comment)))
}

/** Without the signs in front of its first word. */
export function bare(text: string): string {
  return text.replace(/^[^\p{L}\p{N}([]+/u, '').trimEnd()
}

/** What is missing, absent and empty told apart: they have different causes. */
export interface Lacking { readonly absent: readonly string[]; readonly empty: readonly string[] }

/** Of several files the last one that sets a key counts, as with several `EnvironmentFile=`. */
export function lackingSettings(wanted: readonly string[], files: readonly EnvFile[]): Lacking {
  const stateOf = (name: string): EnvKey['value'] | 'absent' => files.findLast(({ keys }) => keys.has(name))?.keys.get(name)?.value ?? 'absent'
  return { absent: wanted.filter((name) => stateOf(name) === 'absent'), empty: wanted.filter((name) => stateOf(name) === 'empty') }
}

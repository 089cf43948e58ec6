import type { KeyPath } from '../formats/toml-positions.ts'

export type { KeyPath }

/** One thing that is wrong in an app's files. `says` follows the key and a colon: "must be at least 1". */
export interface Mistake {
  readonly path: KeyPath
  readonly says: string
}

/** `trust[0].keys[1]`; a key that is not bare is quoted as TOML would. */
export function keyText(path: KeyPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${bare(part)}`)).join('')
}

function bare(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key)
}

import type { TrustFound } from './trust-found.ts'

/** What `init` was asked for. */
export interface InitRequest {
  readonly address: string
  /** Null: as the address suggests. */
  readonly app: string | null
  /** The release to look at; null: the newest. */
  readonly version: string | null
  /** A file, or `-` for standard output; null: where app files lie if the caller may write there, else standard output. */
  readonly out: string | null
  readonly onto: 'nothing' | 'anything'
  /** `inside`: the archive is fetched and its members are listed, although nobody has verified it. */
  readonly look: 'names' | 'inside'
  readonly questions: 'asked' | 'none'
}

/** What was found, and what became of it. */
export interface InitReport {
  readonly app: string
  /** What was looked at, without secrets. */
  readonly address: string
  readonly source: string
  readonly release: string
  readonly artifact: string | null
  readonly trust: TrustFound['kind']
  /** The file that was written; null: the text is for standard output. */
  readonly file: string | null
  readonly text: string
  /** What the settings loader says of the file as it is; empty: it can be used. */
  readonly holes: readonly string[]
  /** What a person types once the file is right. */
  readonly start: string
  /** What was seen and cannot be used. */
  readonly notes: readonly string[]
}

/** Something that only a person can say. */
export interface Question {
  readonly text: string
  /** Taken for an empty answer; null: an empty answer leaves it open. */
  readonly proposal: string | null
  /** What is wrong with an answer; null when nothing is. */
  readonly fault: (answer: string) => string | null
}
/** Null: nobody is there to ask, or the answer was left open. */
export type Asks = (question: Question) => Promise<string | null>
export const nobody: Asks = async () => null

/** A command that was run for the audience. */
export interface Ran {
  readonly typed: string
  /** Standard output and standard error, as a terminal shows them. */
  readonly output: string
  readonly exitCode: number
  readonly tookMs: number
}

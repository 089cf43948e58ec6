import type { ApiAnswer } from '../../host/types.ts'

/** Two clocks that do not agree, in words: "this host's clock says … and the server's …". */
export function clocks({ headers }: Pick<ApiAnswer, 'headers'>, nowMs: number): string {
  const theirs = Date.parse(headers['date'] ?? '')
  const server = Number.isNaN(theirs) ? 'the server\'s something else' : `the server's ${new Date(theirs).toISOString()}`
  return `this host's clock says ${new Date(nowMs).toISOString()} and ${server}; signatures count for a quarter of an hour`
}

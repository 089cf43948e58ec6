import type { PlannedCommand } from './plan.ts'

/** A command as a person would type it, and as whom. For people only: nothing of ours is ever run by a shell. */
export function shellText({ argv, user }: PlannedCommand): string {
  const words = argv.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
  return user === null ? words : `as ${user}: ${words}`
}

import type { Machine } from './machine.ts'

/** Everything below these paths inside: `type mode owner size path → target`, sorted. Directories have no size: it is the file system's. */
export async function fileTree(machine: Machine, ...paths: readonly string[]): Promise<readonly string[]> {
  const format = (size: string): string => `%y %m %u:%g ${size} %p %l\\n`
  const text = await machine.must(['find', ...paths, '-xdev', '(', '-type', 'd', '-printf', format('-'), ')', '-o', '-printf', format('%s')])
  return text.split('\n').filter((line) => line !== '').map((line) => line.trimEnd()).sort()
}

/** What was added and what went, without the paths that `ignored` matches. */
export function treeDifference(before: readonly string[], after: readonly string[], ignored: RegExp): readonly string[] {
  const [old, now] = [new Set(before), new Set(after)]
  const added = after.filter((line) => !old.has(line)).map((line) => `+ ${line}`)
  const gone = before.filter((line) => !now.has(line)).map((line) => `- ${line}`)
  return [...gone, ...added].filter((line) => !ignored.test(line))
}

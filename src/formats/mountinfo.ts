/** One line of proc(5), /proc/pid/mountinfo. */
export interface Mount {
  readonly at: string
  /** As mount(8) calls it: `ext4`, `nfs4`, `fuse.sshfs`; null when the line does not say. */
  readonly kind: string | null
  /** Of this mount and of its file system: `ro`, `noexec`, `nosuid`. */
  readonly options: readonly string[]
}

/** The table as the kernel prints it, in the order in which things were mounted. */
export function readMounts(text: string): readonly Mount[] {
  return text.split('\n').filter((line) => line !== '').map((line) => {
    // The optional fields end with a dash, and the kind follows.
    const fields = line.split(' ')
    const dash = fields.indexOf('-', 6)
    const [kind = null, , ofFileSystem = ''] = dash === -1 ? [] : fields.slice(dash + 1)
    return { at: unescaped(fields[4] ?? ''), kind, options: [...(fields[5] ?? '').split(','), ...ofFileSystem.split(',')].filter((option) => option !== '') }
  })
}

/** The mount that a path is on, or will be; null when the table does not say. The path has no links in it. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | null {
  const above = mounts.filter(({ at }) => at === '/' || path === at || path.startsWith(`${at}/`))
  const deepest = Math.max(...above.map(({ at }) => at.length))
  // What was mounted last at one place hides what was there.
  return above.findLast(({ at }) => at.length === deepest) ?? null
}

/** Blanks and the like are written in octal: `\040`. */
function unescaped(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

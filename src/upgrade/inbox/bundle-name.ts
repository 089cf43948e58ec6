import { createHash } from 'node:crypto'

/** What a path unit looks for in an inbox: `*.bundle` of glob(7), which finds no name that begins with a dot. */
export function isBundle(name: string): boolean {
  return name.endsWith('.bundle') && !name.startsWith('.')
}

/** A name that can stand in a path, a message and a shell's command line as it is, with room for an ending. Whatever else is dropped is not opened. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._+~-]{0,190}\.bundle$/.test(name)
}

/** What a bundle is called once it lies beside the inbox: its own name, or one made of it that cannot do harm. */
export function restingName(name: string): string {
  if (isPlainName(name)) return name
  const readable = name.slice(0, 80).replaceAll(/[^A-Za-z0-9._+~-]/g, '_').replace(/^[^A-Za-z0-9]+/, '').replace(/\.bundle$/, '')
  return `${readable === '' ? 'unnamed' : readable}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}.bundle`
}

import { scriptLineBytesMax } from './limits.ts'

/**
 * The interpreter that a script names in its first line, `#!/bin/sh -e`, as execve(2) reads it: blanks around it are dropped, a carriage return of a foreign
 * editor is not, and belongs to the name. Null for what is no script, or names nothing.
 */
export function scriptInterpreter(head: Uint8Array): string | null {
  if (head[0] !== 0x23 || head[1] !== 0x21) return null
  const [line = ''] = Buffer.from(head.subarray(2, scriptLineBytesMax)).toString('utf8').split('\n')
  const [path = ''] = line.replace(/^[ \t]+/, '').split(/[ \t]/)
  return path === '' ? null : path
}

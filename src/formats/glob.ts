/** Whether all of the text is meant: `*` stands for any text, `?` for one character, everything else for itself. Whoever accepts a glob limits its stars. */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = Array.from(glob, (one) => (one === '*' ? '.*' : one === '?' ? '.' : RegExp.escape(one))).join('')
  return new RegExp(`^${pattern}$`, 'su').test(text)
}

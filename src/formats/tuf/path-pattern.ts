/**
 * Whether a target's path fits a pattern of a delegation: `*` and `?` as in a shell, neither of which is ever a slash. In time that does not explode,
 * whatever the pattern: a delegating role is trusted with names, not with our processor.
 */
export function fitsPattern(path: string, pattern: string): boolean {
  const [parts, wanted] = [path.split('/'), pattern.split('/')]
  return parts.length === wanted.length && parts.every((part, at) => fitsPart(part, wanted[at] ?? ''))
}

function fitsPart(text: string, pattern: string): boolean {
  let [at, wanted, star, retry] = [0, 0, -1, 0]
  while (at < text.length) {
    const sign = pattern[wanted]
    if (sign === '*') [star, retry] = [wanted++, at]
    else if (sign === '?' || (sign !== undefined && sign === text[at])) [at, wanted] = [at + 1, wanted + 1]
    else if (star >= 0) [at, wanted] = [++retry, star + 1]
    else return false
  }
  while (pattern[wanted] === '*') wanted++
  return wanted === pattern.length
}

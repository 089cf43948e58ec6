import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import type { SetValue } from './set-values.ts'

const assignment = /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][A-Za-z0-9_]*)=/
const plain = /^[A-Za-z0-9_.:/@+,=-]*$/

/** `KEY=value` lines (systemd.exec(5), EnvironmentFile=). The last one counts for whoever reads it, so that is the one that is set. */
export function setInEnv({ text, fileName, key, value }: SetValue): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) throw failure('CONFIG', `${quoted(key)} cannot be a key of '${fileName}'`)
  const [lines, ending] = [text.split('\n'), text.includes('\r\n') ? '\r' : '']
  const at = lines.findLastIndex((line, index) => !continues(lines[index - 1]) && assignment.exec(line)?.[2] === key)
  const written = `${key}=${plain.test(value) ? value : `"${value.replaceAll(/["\\$`]/g, '\\$&')}"`}${ending}`
  if (at < 0) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${written}\n`
  if (continues(lines[at]) || isOpen(lines[at] ?? '')) throw failure('CONFIG', `line ${at + 1} of '${fileName}' sets ${key} over several lines`, { next: 'write its value on one line' })
  return lines.with(at, `${assignment.exec(lines[at] ?? '')?.[1] ?? ''}${written}`).join('\n')
}

function continues(line: string | undefined): boolean {
  return line?.replace(/\r$/, '').endsWith('\\') === true
}

/** A quotation mark that its own line does not close. */
function isOpen(line: string): boolean {
  const [, mark, rest = ''] = /=[ \t]*(["'])(.*)$/s.exec(line) ?? []
  return mark !== undefined && !rest.replaceAll(/\\./g, '').includes(mark)
}

import { quoted } from '../../formats/printable.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

/**
 * Files that a probe's or a gate's command names and that are not managed: found now, and not in the middle of the next upgrade, where a probe that cannot be
 * asked is one that is never well.
 */
export function namedFileMistakes({ probes, gates, binaries }: Pick<Meaning, 'probes' | 'gates' | 'binaries'>): readonly Mistake[] {
  const files = binaries.map(({ name }) => name)
  return ([['probe', probes], ['gate', gates]] as const).flatMap(([table, all]) => all.flatMap((settings, index) => wordsOf(settings['command']).flatMap((word, at): readonly Mistake[] => {
    const says = fileFault(word, files)
    return says === null ? [] : [{ path: [table, index, 'command', at], says }]
  })))
}

/** What is wrong with a word that names files by {path:name} or {new:name}; null when nothing is. */
export function fileFault(word: string, files: readonly string[]): string | null {
  const missing = [...word.matchAll(/\{(?:path|new):([^{}]*)\}/g)].find(([, name = '']) => !files.includes(name))
  return missing === undefined ? null : `${missing[0]} names no managed file; there are ${files.map((one) => quoted(one, 80)).join(', ')}`
}

function wordsOf(command: unknown): readonly string[] {
  return Array.isArray(command) ? command.filter((word) => typeof word === 'string') : []
}

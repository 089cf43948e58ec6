import type { ReleaseReport } from '../../publish/release.ts'
import type { TreeReport } from '../../publish/tree.ts'
import { safe } from '../words/safe.ts'
import { pairsOf } from '../words/table.ts'

/** What was put into a repository. */
export function textOfTree({ binary, version, os, architecture, sha256, files }: TreeReport): string {
  return `${safe(binary)} ${safe(version)} for ${safe(os)} ${safe(architecture)} is in the repository\n${pairsOf([
    ['sha256', sha256],
    ...files.map((file) => ['file', safe(file)] as const),
  ])}`
}

/** What was published, and how far it can be believed. */
export function textOfRelease({ version, files, signed, channel, where }: ReleaseReport): string {
  return `${safe(version)} is published\n${pairsOf([
    ...files.map((file) => ['file', safe(file.name)] as const),
    ...where.map((place) => ['in', safe(place)] as const),
    ...(channel === null ? [] : [['channel', safe(channel)] as const]),
    ...(signed === 'yes' ? [] : [['note', 'nothing is signed: nobody can tell these files from forged ones; sign them with --key'] as const]),
  ])}`
}

import { failure } from '../../errors.ts'
import type { ChecksumList } from './checksums.ts'
import { quoted } from '../printable.ts'

const marker = 'BEST-BEFORE-'

/**
 * Until when a checksum list counts: systemd-sysupdate's freshness marker (sysupdate.d(5)), a file in the list that is called
 * `BEST-BEFORE-2027-01-31`. The list counts until that day begins, in UTC; of several markers the earliest decides; the digest beside it (of an empty file) says
 * nothing. Null without one. DATA where the date is none: upstream passes over it, but a publisher who wrote it meant something.
 */
export function bestBeforeMs(list: ChecksumList): number | null {
  const ends = list.entries.flatMap(({ name, line }) => {
    // In any directory, as `findChecksum` finds releases: who lists `dist/*` means the end of what is in there.
    const base = name?.slice(name.lastIndexOf('/') + 1)
    return base?.startsWith(marker) === true ? [dateMs(base, list.name, line)] : []
  })
  return ends.length === 0 ? null : Math.min(...ends)
}

function dateMs(name: string, list: string, line: number): number {
  const text = name.slice(marker.length)
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // `2026-02-30` would be read as another day by some readers.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)) return ms
  throw failure('DATA', `${quoted(list)} line ${line}: ${quoted(name, 80)} names no date`)
}

import type { CheckReport } from '../../upgrade/report.ts'
import { safe } from '../words/safe.ts'
import { labelled } from '../words/trouble.ts'

/** What a release would mean for this app, in two or three lines. */
export function textOfCheck(report: CheckReport): string {
  const because = `${labelled('because', safe(report.reason))}\n`
  const live = report.live === null ? 'nothing is live yet' : `${safe(report.live)} is live`
  const newest = safe(report.newest ?? 'no release')
  const app = safe(report.app)
  switch (report.verdict) {
    case 'current': return `${app}: ${live}, nothing newer\n${because}`
    case 'available': return `${app}: ${newest} is available (${live})\n${because}${labelled('next', `'app-upgrade upgrade ${app}'`)}\n`
    case 'held': return `${app}: ${newest} is held back (${live})\n${because}`
  }
}

import type { WeighedRelease, WhyReport } from '../../upgrade/report.ts'
import { timeOf } from '../words/figures.ts'
import { safe } from '../words/safe.ts'
import { pairsOf, tableOf } from '../words/table.ts'
import { thoughtOf, timerText, triedText } from './thought.ts'

/** What this host thinks of every release, newest first; what is older than the live one is only counted. */
export function textOfWhy(report: WhyReport): string {
  const { app, live, lookedAtMs } = report
  const looked = lookedAtMs === null ? `no run has looked yet ('app-upgrade check ${safe(app)}' looks now, and takes nothing)` : `the source was asked ${timeOf(lookedAtMs)}`
  const heading = `${safe(app)}: ${live === null ? 'nothing is live yet' : `${safe(live)} is live`}; ${looked}\n`
  return [heading, report.about === null ? listOf(report) : report.weighed.map(oneOf).join(''), timerText(report), triedLines(report), ...remarksIn(report).map((remark) => `note: ${safe(remark)}\n`)].join('')
}

/** What no release has a part in: a run that was refused, or reached nobody. */
function triedLines({ fruitless }: WhyReport): string {
  if (fruitless === null) return ''
  return `tried: ${safe(triedText(fruitless))}\n${fruitless.next === null ? '' : `to do: ${safe(fruitless.next)}\n`}`
}

/** What the line about the timer says is not said again. */
function remarksIn({ remarks, schedule }: WhyReport): readonly string[] {
  return schedule.state === 'switched-off' ? remarks.filter((remark) => remark !== schedule.off) : remarks
}

function listOf({ weighed }: WhyReport): string {
  if (weighed.length === 0) return 'no release was seen\n'
  const older = weighed.filter(({ verdict }) => verdict === 'older').length
  const rest = weighed.filter(({ verdict }) => verdict !== 'older')
  const count = older === 0 ? '' : `and ${older} older ${older === 1 ? 'release' : 'releases'}\n`
  return rest.length === 0 ? count : tableOf([['VERSION', 'VERDICT', 'FIRST SEEN', 'BECAUSE'], ...rest.map((one) => [one.version, one.verdict, seenOf(one), thoughtOf(one)])]) + count
}

function oneOf(one: WeighedRelease): string {
  return pairsOf([
    ['version', one.version], ['verdict', one.verdict], ['because', one.because],
    ...(one.forecast === null ? [] : [['when', one.forecast.text] as const]),
    ['seen', one.firstSeenMs === null ? 'never' : `first ${timeOf(one.firstSeenMs)}`],
    ...(one.next === null ? [] : [['next', one.next] as const]),
  ])
}

const seenOf = ({ firstSeenMs }: WeighedRelease): string => (firstSeenMs === null ? '-' : timeOf(firstSeenMs))

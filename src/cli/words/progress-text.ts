import type { Reading } from '../../policy/reading.ts'
import type { UpgradeEvent } from '../../upgrade/ports.ts'
import type { Shown } from '../../upgrade/report.ts'
import { bytesOf, durationOf } from './figures.ts'
import { safe } from './safe.ts'

/** The short line that says what is going on, for a terminal, a log, and the service manager's STATUS=. */
export function statusOf(event: UpgradeEvent): string {
  switch (event.kind) {
    case 'found': return `found ${safe(event.version)} at ${safe(event.origin)}`
    case 'fetching': return `fetching ${safe(event.artifact)} ${bytesOf(event.receivedBytes, event.sizeBytes)}`
    case 'verified': return `verified ${safe(event.artifact)}: ${event.grounds.map((ground) => safe(ground)).join('; ')}`
    case 'shelved': return `shelved ${safe(event.artifact)}, sha256 ${safe(event.sha256).slice(0, 12)}`
    case 'step': return stepText(event.step, event.stage)
    case 'reading': return startText(event.reading) ?? `watching, ${readingText(event.reading)}`
    case 'restarted': return `restarted ${safe(event.unit)}: ${event.result}${event.downtimeMs === null ? '' : `, ${durationOf(event.downtimeMs)} without service`}`
    case 'note': return safe(event.text)
  }
}

/** The same for whatever a run shows. */
export function textOfShown(shown: Shown): string {
  return shown.kind === 'status' ? safe(shown.text) : statusOf(shown)
}

export interface Fetching {
  /** `fetching jaco-v0.2.0-linux-amd64.tar.gz` */
  readonly what: string
  /** `12.3 of 30.0 MiB` */
  readonly amount: string
  readonly percent: number | null
}

/** Reads back what `statusOf` says of a download: a followed unit shows nothing but its status line. */
export function readFetching(text: string): Fetching | null {
  const found = /^(fetching \S.*?) ([\d.]+(?: of [\d.]+)? [MG]iB)(?: \((\d{1,3}) %\))?$/.exec(text)
  if (found === null) return null
  const [, what = '', amount = '', percent] = found
  return { what, amount, percent: percent === undefined ? null : Number(percent) }
}

/** What stays the same while a step goes on: a pipe gets one line for each, never one for each reading or mebibyte. */
export function topicOf(shown: Shown): string | null {
  if (shown.kind === 'step' && shown.stage === 'ended') return null
  const text = textOfShown(shown)
  if (text.startsWith('watching, ')) return null
  return readFetching(text)?.what ?? text
}

const starting = 'starting, '

/** Whether it is what a unit that starts says of itself: as often as it likes. */
export function isOfAStart(text: string): boolean {
  return text.startsWith(starting)
}

/** A unit that says how far it has come is worth a line of its own: there may be ten minutes of it. */
function startText(reading: Reading): string | null {
  if (reading.kind !== 'unit' || reading.unit.activeState !== 'activating' || reading.unit.statusText === '') return null
  return `${starting}${safe(reading.unit.name)} says: ${safe(reading.unit.statusText)}`
}

const stepWords: Readonly<Record<string, readonly [doing: string, done: string, undoing: string]>> = {
  lease: ['asking for leave to restart', 'leave to restart given', 'giving the leave back'],
  keep: ['keeping the live version', 'live version kept', 'letting go of the kept version'],
  standby: ['arming the way back', 'way back armed', 'restarting and watching the kept version'],
  snapshot: ['taking a snapshot of the data', 'snapshot of the data taken', 'restoring the data, if the new version may have run'],
  swap: ['swapping the files', 'files swapped', 'putting the kept version back'],
  reload: ['reloading unit files', 'unit files reloaded', 'reloading unit files again'],
  restart: ['restarting', 'restarted', 'reading the last words of the new version'],
  watch: ['watching the new version', 'new version is healthy', 'watching no more'],
  settle: ['settling', 'settled', 'settling'],
  record: ['recording what is installed', 'what is installed is recorded', 'recording what is installed'],
  prune: ['removing old releases', 'old releases removed', 'removing old releases'],
}

function stepText(step: string, stage: 'began' | 'ended' | 'undoing' | 'undone' | 'not-undone' | 'failed'): string {
  const name = safe(step)
  const [doing, done, undoing] = stepWords[step] ?? [name, `${name} done`, `undoing ${name}`]
  switch (stage) {
    case 'began': return doing
    case 'ended': return done
    case 'undoing': return undoing
    case 'undone': return `${undoing}: done`
    case 'not-undone': return `${undoing}: failed`
    case 'failed': return `${doing}: failed`
  }
}

function readingText(reading: Reading): string {
  const probe = safe(reading.probe)
  if (reading.kind === 'sample') return `${probe}: ${reading.outcome}, ${safe(reading.detail)}`
  return `${probe}: ${safe(reading.unit.name)} is ${safe(reading.unit.activeState)} (${safe(reading.unit.subState)}), ${reading.unit.restarts} restarts${reading.unit.statusText === '' ? '' : `; it says: ${safe(reading.unit.statusText)}`}`
}

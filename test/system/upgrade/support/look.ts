import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

import { finalEventIds } from '../../../../src/cli/final-event-ids.ts'
import type { HistoryItem, StatusReport } from '../../../../src/upgrade/report.ts'
import type { JournalLine, Machine } from '../../bed/machine.ts'
import { type App, homeOf, publicPathOf, unitOf } from './an-app.ts'

/** What the running daemon itself answers over HTTP; null when nobody answers, or not with 200. */
export async function answers(machine: Machine, { port }: App): Promise<string | null> {
  const asked = await machine.exec(['curl', '--silent', '--fail', '--max-time', '60', `http://127.0.0.1:${port}/version`])
  return asked.code === 0 ? asked.stdout.trim() : null
}

export async function status(machine: Machine, app: App): Promise<StatusReport> {
  return JSON.parse(await machine.must(['app-upgrade', 'status', app.name, '--json'])) as StatusReport
}

/** Oldest first. */
export async function history(machine: Machine, app: App): Promise<readonly HistoryItem[]> {
  const text = await machine.must(['app-upgrade', 'history', app.name, '--json'])
  const newestFirst = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as HistoryItem)
  return newestFirst.toReversed()
}

/** Every final event of this app, oldest first, whatever unit wrote it. */
export async function finalEvents(machine: Machine, app: App): Promise<readonly JournalLine[]> {
  const ids: ReadonlySet<unknown> = new Set(Object.values(finalEventIds))
  return (await machine.journal(`APP_UPGRADE_APP=${app.name}`)).filter((line) => ids.has(line['MESSAGE_ID']))
}

/** The one final event that `act` must leave behind: not none, not two (failures.md I8). */
export async function theFinalEventOf(machine: Machine, app: App, act: () => Promise<unknown>): Promise<JournalLine> {
  const before = (await finalEvents(machine, app)).length
  await act()
  const [event, ...more] = (await finalEvents(machine, app)).slice(before)
  assert.ok(event !== undefined, 'there was no final event')
  assert.deepEqual(more.map((line) => line['MESSAGE']), [], 'there was more than one final event')
  return event
}

export async function property(machine: Machine, unit: string, name: string): Promise<string> {
  return (await machine.must(['systemctl', 'show', '--value', '-p', name, unit])).trim()
}

/** Where everything of an app lies that must not change when an upgrade is refused: its files, its home, and its daemon's run. */
export async function untouchables(machine: Machine, app: App): Promise<readonly string[]> {
  const places = [...app.files.map((file) => publicPathOf(app, file)), `/etc/systemd/system/${unitOf(app)}`, `${homeOf(app)}/current`, homeOf(app)]
  const run = await machine.must(['systemctl', 'show', '-p', 'MainPID,InvocationID,ActiveState', unitOf(app)])
  return [...places.flatMap((path) => treeOf(machine, path)), run]
}

/** Everything below a path, with every fact that a write would change: `path kind mode owner inode mtime content`. Read from outside. */
export function treeOf(machine: Machine, path: string): readonly string[] {
  const outside = join(machine.root, path)
  const facts = lstatSync(outside, { bigint: true, throwIfNoEntry: false })
  if (facts === undefined) return []
  const kind = facts.isDirectory() ? 'directory' : facts.isSymbolicLink() ? `-> ${readlinkSync(outside)}` : facts.isFile() ? digest(outside) : 'other'
  const line = `${path} ${facts.mode.toString(8)} ${facts.uid}:${facts.gid} ${facts.ino} ${facts.mtimeNs} ${kind}`
  return facts.isDirectory() ? [line, ...readdirSync(outside).toSorted().flatMap((name) => treeOf(machine, join(path, name)))] : [line]
}

function digest(outside: string): string {
  return createHash('sha256').update(readFileSync(outside)).digest('hex')
}

/** Paths that unfinished work leaves; there must be none once a run has ended. Of a directory that apps share, only what bears the name of a file of this one: others may be at work. */
export function leftovers(machine: Machine, app: App): readonly string[] {
  const beside = readdirSync(join(machine.root, '/usr/local/bin')).filter((name) => app.files.some((file) => name.replace(/^\./, '').startsWith(`${basename(publicPathOf(app, file))}.`)))
  const places = [...beside.map((name) => `/usr/local/bin/${name}`), homeOf(app), `/var/lib/app-upgrade/${app.name}`, `/var/cache/app-upgrade/${app.name}`]
  const all = places.filter((path) => existsSync(join(machine.root, path))).flatMap((path) => treeOf(machine, path))
  return all.map((line) => line.split(' ')[0] ?? '').filter((path) => /\.(partial|upgrading)$|\.partial\/|\.removing-/.test(path))
}

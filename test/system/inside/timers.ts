import assert from 'node:assert/strict'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseDuration } from '../../../src/formats/duration.ts'
import { parseWindow } from '../../../src/formats/window.ts'
import { timing } from '../../../src/policy/when.ts'
import { readTimer } from '../../../src/systemd/next-run.ts'
import { reloadManager } from '../../../src/systemd/reload.ts'
import { scheduleFor, timerText } from '../../../src/systemd/timer-schedule.ts'
import { startOnce, stopOnce } from '../../../src/systemd/transient-timer.ts'
import { disableUnitFiles, enableUnitFiles, forgetLastRun, unitFileState } from '../../../src/systemd/unit-files.ts'
import { readUnit } from '../../../src/systemd/units.ts'
import { aService, bus, systemctl, tool, watchUntil } from './support.ts'

const stamps = (): readonly string[] => readdirSync('/var/lib/systemd/timers').filter((name) => name.startsWith('stamp-rhythm@'))

test('a timer without a file runs its service once, is listed until then, and is gone afterwards', async () => {
  aService('once', 'Type=oneshot', 'ExecStart=/bin/touch /run/ran-once')
  await startOnce(bus, { name: 'once.timer', description: 'in an hour', afterMs: 3_600_000, delayMs: 3_600_000 })
  const { active, nextRunMs } = await readTimer(bus, 'once.timer')
  assert.equal(active, 'yes')
  assert.ok(nextRunMs !== null && nextRunMs > Date.now() + 3_500_000 && nextRunMs < Date.now() + 7_300_000, String(nextRunMs))
  assert.match(systemctl('list-timers', '--all', '--no-legend'), /once\.timer +once\.service/)
  await startOnce(bus, { name: 'once.timer', description: 'at once', afterMs: 100, delayMs: 0 })
  await watchUntil('once.timer', (state) => state.activeState === 'inactive')
  assert.ok(existsSync('/run/ran-once'))
  await stopOnce(bus, 'once.timer')
  await stopOnce(bus, 'never-there.timer')
  assert.doesNotMatch(systemctl('list-units', '--all', '--no-legend', '*.timer'), /once\.timer|never-there/)
})

test('f19 peers 30 the delay of such a timer is of its name, and stays the same', async () => {
  const next = async (name: string): Promise<number> => {
    aService(name, 'Type=oneshot', 'ExecStart=/bin/true')
    await startOnce(bus, { name: `${name}.timer`, description: 'later', afterMs: 3_600_000, delayMs: 36_000_000 })
    const { nextRunMs } = await readTimer(bus, `${name}.timer`)
    await stopOnce(bus, `${name}.timer`)
    return (nextRunMs ?? NaN) - Date.now()
  }
  const [first, again, ...others] = [await next('one'), await next('one'), await next('two'), await next('three'), await next('four')]
  assert.ok(Math.abs(first - again) < 60_000, `${first} ${again}`)
  // Of ten hours, by this machine's own number: two names may be near to each other, and hardly four.
  assert.ok(others.some((other) => Math.abs(first - other) > 60_000), `${first} ${others.join(' ')}`)
})

test('nobody who reloads the manager puts such a timer off', async () => {
  aService('waits', 'Type=oneshot', 'ExecStart=/bin/true')
  await startOnce(bus, { name: 'waits.timer', description: 'later', afterMs: 3_600_000, delayMs: 0 })
  // By the manager's own clock: what list-timers shows, to the microsecond.
  const next = (): string => systemctl('show', '-P', 'TimersMonotonic', 'waits.timer')
  const before = next()
  assert.match(before, /next_elapse=/)
  await reloadManager(bus)
  systemctl('daemon-reexec')
  assert.equal(next(), before)
  await stopOnce(bus, 'waits.timer')
})

test('peers 30 unit files are enabled and disabled, two of one host never run in the same second, and a persistent timer forgets its last run', async () => {
  writeFileSync('/etc/systemd/system/rhythm@.service', '[Service]\nType=oneshot\nExecStart=/bin/true\n')
  writeFileSync('/etc/systemd/system/rhythm@.timer', `${timerText(scheduleFor({ everyMs: 86_400_000, windows: [] }))}Persistent=yes\nFixedRandomDelay=yes\n[Install]\nWantedBy=timers.target\n`)
  await reloadManager(bus)
  assert.equal(await unitFileState(bus, 'rhythm@a.timer'), 'disabled')
  for (const _ of ['first', 'again']) await enableUnitFiles(bus, ['rhythm@a.timer', 'rhythm@b.timer'])
  await reloadManager(bus)
  assert.deepEqual([await unitFileState(bus, 'rhythm@a.timer'), existsSync('/etc/systemd/system/timers.target.wants/rhythm@b.timer')], ['enabled', true])
  systemctl('start', 'rhythm@a.timer', 'rhythm@b.timer')
  const [a, b] = [await readTimer(bus, 'rhythm@a.timer'), await readTimer(bus, 'rhythm@b.timer')]
  assert.ok(a.enabled === 'yes' && a.nextRunMs !== null && b.nextRunMs !== null && a.nextRunMs !== b.nextRunMs, 'two of one host do not run in the same second')
  await reloadManager(bus)
  assert.equal((await readTimer(bus, 'rhythm@a.timer')).nextRunMs, a.nextRunMs)
  assert.equal(stamps().length, 2)
  systemctl('stop', 'rhythm@a.timer', 'rhythm@b.timer')
  await disableUnitFiles(bus, ['rhythm@a.timer', 'rhythm@b.timer', 'nothing@a.timer'])
  for (const _ of ['first', 'again']) for (const timer of ['rhythm@a.timer', 'rhythm@b.timer']) await forgetLastRun(bus, timer)
  assert.deepEqual([await unitFileState(bus, 'rhythm@a.timer'), await unitFileState(bus, 'nothing@a.timer'), stamps()], ['disabled', null, []])
  assert.equal((await readUnit(bus, 'rhythm@a.timer')).activeState, 'inactive')
})

test('systemd reads every calendar time that an interval or a window becomes', () => {
  const intervals = ['5min', '10min', '15min', '20min', '30min', '1h', '2h', '3h', '4h', '6h', '8h', '12h', '1d', '1w']
  const windows = ['Sat 02:00-05:00 Europe/Berlin', 'Mon..Fri 22:30-04:00', 'Sat,Sun 00:00-24:00 UTC', '02:05-05:00', 'Wed 23:59-00:01 America/Argentina/Buenos_Aires']
  for (const everyMs of intervals.map(parseDuration)) {
    for (const time of scheduleFor({ everyMs, windows: windows.map(parseWindow) }).calendar) tool('systemd-analyze', 'calendar', time)
  }
})

/**
 * What the manager would do in the days after `from`, with the shortest and the longest delay: each next time of any, counted from the last run, plus the
 * delay of this host (systemd.timer(5)).
 */
function runsAfter(text: string, from: string): readonly (readonly number[])[] {
  const { calendar, delayMs } = scheduleFor({ everyMs: parseDuration('5h'), windows: [parseWindow(text)] })
  const points = calendar.flatMap((time) => {
    const said = tool('systemd-analyze', 'calendar', '--iterations=12', `--base-time=${from}`, time)
    return [...said.matchAll(/^ *(?:Next elapse|Iter\S* #\d+): \w+ (\S+) (\S+) UTC$/gm)].map(([, date, clock]) => Date.parse(`${date}T${clock}Z`))
  })
  assert.ok(points.length >= 12, `${text} from ${from}: ${points.length} times`)
  return [0, delayMs - 1000].map((delay) => points.toSorted((a, b) => a - b).reduce<readonly number[]>((runs, point) => (point > (runs.at(-1) ?? 0) ? [...runs, point + delay] : runs), []))
}

/** Each opening of a window in these days, by our own arithmetic. */
function openingsAfter(text: string, fromMs: number): readonly { readonly opensMs: number; readonly closesMs: number }[] {
  const found: { opensMs: number; closesMs: number }[] = []
  for (let atMs = fromMs; atMs < fromMs + 6 * 86_400_000; atMs = found.at(-1)?.closesMs ?? Infinity) {
    const { kind, closesMs, ...rest } = timing([parseWindow(text)], atMs, 'UTC')
    if (closesMs === null) break
    found.push({ opensMs: kind === 'open' ? atMs : 'opensMs' in rest ? rest.opensMs ?? NaN : NaN, closesMs })
  }
  return found
}

test('peers 27 on the nights on which clocks change, every window has a run of systemd\'s that falls into it', () => {
  const windows = ['Sun 02:00-05:00 Europe/Berlin', 'Sun 01:30-03:30 Europe/Berlin', '02:15-04:15 Europe/Berlin', 'Sun 02:00-03:00 Europe/Berlin', 'Sat 22:00-04:00 Europe/Berlin', 'Sun 01:00-02:30 America/New_York', 'Sun 02:00-04:00 Australia/Lord_Howe', 'Sun 03:00-06:00 UTC', 'Sun 00:00-03:00 Asia/Beirut', 'Sun 03:00-06:00 Europe/Helsinki']
  const changes = ['2026-10-23 12:00:00', '2026-10-30 12:00:00', '2027-03-12 12:00:00', '2027-03-26 12:00:00', '2027-04-02 12:00:00', '2027-10-01 12:00:00']
  let openings = 0
  for (const from of changes) {
    for (const text of windows) {
      const byDelay = runsAfter(text, `${from} UTC`)
      for (const { opensMs, closesMs } of openingsAfter(text, Date.parse(`${from.replace(' ', 'T')}Z`))) {
        openings += 1
        for (const runs of byDelay) {
          const near = runs.filter((run) => Math.abs(run - opensMs) < 86_400_000).map((run) => new Date(run).toISOString())
          assert.ok(runs.some((run) => run >= opensMs && run < closesMs), `${text}: open from ${new Date(opensMs).toISOString()} to ${new Date(closesMs).toISOString()}, runs at ${near.join()}`)
        }
      }
    }
  }
  assert.ok(openings >= 60, String(openings))
})

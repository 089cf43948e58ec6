import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDuration } from '../../../src/formats/duration.ts'
import { parseWindow } from '../../../src/formats/window.ts'
import { scheduleFor, timerText } from '../../../src/systemd/timer-schedule.ts'

const schedule = (interval: string, ...windows: readonly string[]) => scheduleFor({ everyMs: parseDuration(interval), windows: windows.map(parseWindow) })
const minute = 60_000

test('an interval that a clock face shows becomes calendar times', () => {
  const cases = { '5min': '*-*-* *:00/5:00', '15min': '*-*-* *:00/15:00', '30min': '*-*-* *:00/30:00', '1h': '*-*-* *:00:00', '60min': '*-*-* *:00:00', '2h': '*-*-* 00/2:00:00', '6h': '*-*-* 00/6:00:00', '12h': '*-*-* 00/12:00:00', '1d': '*-*-* 00:00:00', '24h': '*-*-* 00:00:00', '1w': 'Mon *-*-* 00:00:00', '7d': 'Mon *-*-* 00:00:00' }
  for (const [interval, calendar] of Object.entries(cases)) {
    assert.deepEqual(schedule(interval).calendar, [calendar], interval)
    assert.equal(schedule(interval).spans, null, interval)
  }
})

test('any other becomes spans from one run to the next', () => {
  for (const interval of ['7min', '45min', '90min', '5h', '7h', '48h', '2d', '31d', '301s', '6h 1s']) {
    assert.deepEqual(schedule(interval).calendar, [], interval)
    assert.deepEqual(schedule(interval).spans, { firstMs: 10 * minute, everyMs: parseDuration(interval) }, interval)
  }
})

test('each window adds its beginning, in its own zone or the machine\'s', () => {
  assert.deepEqual(schedule('1d', 'Sat 02:00-05:00 Europe/Berlin', 'Mon..Fri 22:30-04:00', '03:05-04:00 UTC', 'Sun,Wed 00:00-24:00').calendar, [
    '*-*-* 00:00:00', 'Sat *-*-* 02:00:00 Europe/Berlin', 'Sat *-*-* 03:00:00 Europe/Berlin', 'Mon,Tue,Wed,Thu,Fri *-*-* 22:30:00', '*-*-* 03:05:00 UTC', 'Sun,Wed *-*-* 00:00:00', 'Sun,Wed *-*-* 01:00:00',
  ])
})

test('peers 27 a beginning that does not come on the night on which clocks go forward has a second time', () => {
  assert.deepEqual(schedule('5h', 'Sat 02:00-05:00').calendar, ['Sat *-*-* 02:00:00', 'Sat *-*-* 03:00:00'])
  assert.deepEqual(schedule('5h', '03:59-05:00 Europe/Helsinki').calendar, ['*-*-* 03:59:00 Europe/Helsinki', '*-*-* 04:00:00 Europe/Helsinki'])
  assert.deepEqual(schedule('5h', '04:00-05:00', '02:00-05:00 UTC').calendar, ['*-*-* 04:00:00', '*-*-* 02:00:00 UTC'])
})

test('f19 the delay is anywhere in the interval, and never longer than half of the shortest window', () => {
  assert.equal(schedule('6h').delayMs, 6 * 60 * minute)
  assert.equal(schedule('1w').delayMs, 24 * 60 * minute, 'a day is enough to spread over')
  assert.equal(schedule('6h', 'Sat 02:00-05:00').delayMs, 90 * minute)
  assert.equal(schedule('6h', 'Sat 02:00-05:00', '22:00-22:30').delayMs, 15 * minute)
  assert.equal(schedule('15min', 'Sat 02:00-05:00').delayMs, 15 * minute)
  assert.equal(schedule('1d', '22:00-04:00').delayMs, 3 * 60 * minute, 'over midnight')
  assert.equal(schedule('5h').delayMs, 30 * minute, 'it is added to every span')
})

/** As systemd.timer(5): the next time of any of the calendar's, counted from the last run, plus the fixed delay. */
function runsOf(points: readonly number[], delay: number): readonly number[] {
  const runs: number[] = []
  let last = -1
  for (const point of points.toSorted((a, b) => a - b)) {
    if (point <= last) continue
    last = point + delay
    runs.push(last)
  }
  return runs
}

test('f19 peers 27 whatever the delay, every window has a run that falls into it', () => {
  const day = 24 * 60
  for (const [interval, every] of [['5min', 5], ['1h', 60], ['6h', 360], ['12h', 720], ['1d', 1440]] as const) {
    for (const [from, length] of [[0, 10], [2, 60], [119, 61], [120, 180], [120, 720], [1439, 300]] as const) {
      const [hour, end] = [from, (from + length) % day].map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`)
      const { delayMs } = schedule(interval, `Sat ${hour}-${end}`)
      const opens = 3 * day + from
      const points = [...Array.from({ length: (7 * day) / every }, (_, index) => index * every), opens]
      for (let delay = 0; delay < delayMs / minute; delay += 1) {
        assert.ok(runsOf(points, delay).some((run) => run >= opens && run < opens + length), `${interval}, ${hour}-${end}, ${delay} min`)
      }
    }
  }
})

test('the drop-in forgets what the timer\'s own file says, and says the rest in seconds', () => {
  assert.equal(timerText(schedule('6h', 'Sat 02:00-05:00 Europe/Berlin')), '[Timer]\nOnCalendar=\nOnCalendar=*-*-* 00/6:00:00\nOnCalendar=Sat *-*-* 02:00:00 Europe/Berlin\nOnCalendar=Sat *-*-* 03:00:00 Europe/Berlin\nRandomizedDelaySec=5400s\n')
  assert.equal(timerText(schedule('5h')), '[Timer]\nOnCalendar=\nOnActiveSec=600s\nOnUnitActiveSec=18000s\nRandomizedDelaySec=1800s\n')
})

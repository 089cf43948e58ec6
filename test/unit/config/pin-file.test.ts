import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePinFile } from '../../../src/config/pin-file.ts'
import { throwsFailure } from '../../support/throws.ts'

const path = '/etc/app-upgrade/jaco.pin'
const parse = (text: string | Uint8Array) => parsePinFile(Buffer.from(text), path, Date.UTC(2026, 10, 21))
const pin = (text: string): unknown => parse(text).values['policy']
const said = { by: path, at: '2026-11-21T00:00:00.000Z' }

test('P8 one version; who says so is the file, and when is its age', () => {
  for (const text of ['1.4.2', 'v1.4.2\n', '\n\n  1.4.2  \r\n\n']) assert.deepEqual(pin(text), { pin: { version: '1.4.2', ...said } })
})
test('the first comment is the reason', () => {
  assert.deepEqual(pin('# ticket 4711\n# managed by Ansible\n1.4.2\n'), { pin: { version: '1.4.2', ...said, reason: 'ticket 4711' } })
  assert.deepEqual(pin('1.4.2\n## because\n'), { pin: { version: '1.4.2', ...said, reason: 'because' } })
  assert.deepEqual(pin('#\n1.4.2\n'), { pin: { version: '1.4.2', ...said } })
})
test('a file without a version pins nothing', () => {
  for (const text of ['', '\n', '# nothing is pinned\n']) assert.deepEqual(parse(text).values, {})
})
test('a reason is one line that can be seen, and ends', () => {
  const { pin: { reason } } = pin(`# a\u001b[2J${'x'.repeat(1000)}\n1.0.0`) as { pin: { reason: string } }
  assert.match(reason, /^a\\x1b\[2Jx+…$/)
  assert.ok(reason.length <= 410)
})
test('anything else is refused with its line', () => {
  throwsFailure('CONFIG', /^\/etc\/app-upgrade\/jaco.pin:2: 'latest' is not a version, like 1.2.3$/, () => parse('# x\nlatest\n'))
  throwsFailure('CONFIG', /jaco.pin:3: there is a second line, '1.5.0'/, () => parse('1.4.2\n\n1.5.0\n'))
  throwsFailure('CONFIG', /jaco.pin:1: '1.4.2 # why' is not a version/, () => parse('1.4.2 # why'))
  throwsFailure('CONFIG', /jaco.pin:1: '<<<<<<< HEAD' is not a version/, () => parse('<<<<<<< HEAD\n1.4.2\n'))
  throwsFailure('CONFIG', /jaco.pin:1: this is not UTF-8/, () => parse(Buffer.from([0xff, 0xfe])))
})
test('whatever is wrong with it later is found in its line', async () => {
  const locate = await parse('# x\n\n1.4.2').locator()
  assert.deepEqual(locate(['policy', 'pin']), { line: 3, column: 1 })
})

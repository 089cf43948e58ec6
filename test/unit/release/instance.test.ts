import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFailure } from '../../../src/errors.ts'
import { parseAppName, parseChannelName, parseInstance } from '../../../src/release/instance.ts'
import { throwsFailure } from '../../support/throws.ts'

const accepted = (raw: string, app: string | null, wanted: object): void => assert.deepEqual(parseInstance(raw), { app, wanted })
const refused = (raw: string, why: RegExp): void => throwsFailure('USAGE', why, () => parseInstance(raw))
const version = (tag: string, plain: string): object => ({ kind: 'version', version: plain, tag })

test('E01 a version, an app with a version, an app', () => {
  accepted('v0.2.0', null, version('v0.2.0', '0.2.0'))
  accepted('0.2.0', null, version('0.2.0', '0.2.0'))
  accepted('jaco@v0.2.0', 'jaco', version('v0.2.0', '0.2.0'))
  accepted('jaco', 'jaco', { kind: 'newest' })
  accepted('jaco@beta', 'jaco', { kind: 'channel', name: 'beta' })
})
test('E02 hyphens are kept as they are', () => {
  accepted('v1.0.0-rc.1', null, version('v1.0.0-rc.1', '1.0.0-rc.1'))
  accepted('my-app', 'my-app', { kind: 'newest' })
  accepted('my-app@v1.0.0-rc.1', 'my-app', version('v1.0.0-rc.1', '1.0.0-rc.1'))
})
test('E03 \\x2d means a hyphen', () => accepted('v1.0.0\\x2drc.1', null, version('v1.0.0-rc.1', '1.0.0-rc.1')))
test('E04 .. is refused', () => refused('..', /neither a version nor an app's name: '\.' is not one of/))
test('E05 ..-..-etc-passwd is refused', () => refused('..-..-etc-passwd', /'\.' is not one of/))
test('E06 a lone hyphen is refused', () => refused('-', /begins with '-'/))
test('E07 -etc-shadow is refused', () => refused('-etc-shadow', /begins with '-'/))
test('E08 an empty name is refused', () => refused('', /it is empty/))
test('E09 .hidden is refused', () => refused('.hidden', /'\.' is not one of/))
test("E10 more than one '@' is refused", () => refused('a@b@c', /more than one '@'/))
test('E11 an escaped line feed is refused', () => refused('x\\x0aPRIORITY=0', /only escape/))
test('E12 an escaped command substitution is refused', () => refused('x\\x24\\x28id\\x29', /only escape/))
test('E13 %n is refused', () => refused('%n', /'%' is not one of/))
test('E14 a%b is refused', () => refused('a%b', /'%' is not one of/))
test('E15 a space is refused', () => refused('jaco v0.2.0', /' ' is not one of/))
test('E16 230 bytes are refused, and not shown whole', () => refused('a'.repeat(230), /^instance name 'a{80}…' .* longer than 200 bytes/))
test('E17 255 bytes are refused', () => refused('v1.0.0-'.padEnd(255, 'a'), /longer than 200 bytes/))
test('E18 non-ASCII is refused', () => refused('jäco', /'ä' is not one of/))
test('E19 case twins are refused', () => refused('Jaco', /'J' is not one of/))
test('E20 dots are refused in an app name', () => refused('app.conf', /'\.' is not one of/))
test('E21 a leading digit is an app', () => accepted('7zip', '7zip', { kind: 'newest' }))
test('E22 --help is refused', () => refused('--help', /begins with '-'/))
test('E23 an option after un-escaping is refused', () => refused('\\x2d\\x2dforce', /begins with '-'/))
test('E24 * is refused', () => refused('*', /'\*' is not one of/))
test('E25 ${PATH} is refused', () => refused('${PATH}', /'\$' is not one of/))
test('E26 ~root is refused', () => refused('~root', /'~' is not one of/))
test("E27 another product's unit is refused", () => refused('nginx.service', /'\.' is not one of/))

test('an empty side of the @ is refused: it is an unset variable in a script', () => {
  refused('jaco@', /nothing stands behind/)
  refused('@v1.0.0', /it is empty/)
})
test('an app or channel is at most 63 characters', () => {
  accepted('a'.repeat(63), 'a'.repeat(63), { kind: 'newest' })
  refused('a'.repeat(64), /longer than 63/)
  refused(`jaco@${'b'.repeat(64)}`, /longer than 63/)
})
test("no app is called 'all': that is every app of the host", () => {
  refused('all', /^'all' is no app: it means every app of this host$/)
  refused('all@v1.0.0', /'all' is no app/)
  throwsFailure('USAGE', /'all' is no app/, () => parseAppName('all'))
  accepted('jaco@all', 'jaco', { kind: 'channel', name: 'all' })
  accepted('all-in-one', 'all-in-one', { kind: 'newest' })
})
test('a name alone can be checked too', () => {
  assert.equal(parseAppName('jaco'), 'jaco')
  assert.equal(parseChannelName('beta'), 'beta')
  throwsFailure('USAGE', /'\/' is not one of/, () => parseAppName('a/b'))
  throwsFailure('USAGE', /channel's name: it is empty/, () => parseChannelName(''))
})
test('a refusal shows control characters escaped and says what is right', () => {
  try {
    parseInstance('a\u001b[31m')
    assert.fail('it was accepted')
  } catch (thrown) {
    assert.ok(isFailure(thrown))
    assert.match(thrown.message, /'a\\x1b\[31m'/)
    assert.match(thrown.next ?? '', /jaco@v1\.2\.3/)
  }
})
test('whatever is typed, the answer is a safe name or a USAGE failure', () => {
  const alphabet = fc.constantFrom(...'jv0.1-@_\\x2d/%$ ', '\\x2d', '..', '\u0000', '\n', 'é')
  fc.assert(fc.property(fc.array(alphabet, { maxLength: 40 }).map((parts) => parts.join('')), (raw) => {
    try {
      assert.match(parseInstance(raw).app ?? 'none', /^[a-z0-9][a-z0-9_-]{0,62}$/)
    } catch (thrown) {
      assert.ok(isFailure(thrown) && thrown.code === 'USAGE', String(thrown))
    }
  }), { seed: 20261121, numRuns: 5000 })
})

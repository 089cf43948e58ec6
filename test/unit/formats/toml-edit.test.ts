import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFailure } from '../../../src/errors.ts'
import { editToml, type TomlChanges } from '../../../src/formats/toml-edit.ts'
import { parseToml } from '../../../src/formats/toml.ts'
import { throwsFailure } from '../../support/throws.ts'

const edit = (text: string, changes: TomlChanges): string => editToml(text, 'x.toml', 'policy', changes)

test('into nothing', () => {
  assert.equal(edit('', { pin: '1.0.0' }), '[policy]\npin = "1.0.0"\n')
  assert.equal(edit('# mine\n', { pin: '1.0.0', hold: true }), '# mine\n\n[policy]\nhold = true\npin = "1.0.0"\n')
})
test('beside what is there: comments, order, blank lines and other tables stay', () => {
  const text = '# head\n[health]\nsteady = "5s" # slow\n\n[policy] # ours\n# why\nauto = "no"\n\nlate = "wait"\n# tail\n[limits]\nstall = "9s"'
  assert.equal(edit(text, { pin: '1.0.0' }), text.replace('# ours\n', '# ours\npin = "1.0.0"\n'))
  assert.equal(edit(text, { auto: 'check' }), text.replace('auto = "no"', 'auto = "check"'))
  assert.equal(edit(text, { late: null }), text.replace('late = "wait"\n', ''))
  assert.equal(edit(text, { pin: null }), text)
})
test('however it was written: inline, dotted, over several lines, as a table of its own', () => {
  assert.equal(edit('[policy]\npin = { version = "1.0.0" } # x\nauto = "no"\n', { pin: '2.0.0' }), '[policy]\npin = "2.0.0"\nauto = "no"\n')
  assert.equal(edit('[policy]\npin.version = "1.0.0"\nauto = "no"\npin.by = "a"\n', { pin: '2.0.0' }), '[policy]\npin = "2.0.0"\nauto = "no"\n')
  assert.equal(edit('[policy]\nwindows = [\n  "a", # one\n  "b",\n]\nauto = "no"\n', { windows: ['c'] }), '[policy]\nwindows = ["c"]\nauto = "no"\n')
  assert.equal(edit('[policy]\nauto = "no"\n[policy.pin]\nversion = "1.0.0"\nby = "a"\n\n[limits]\nstall = "1s"\n', { pin: '2.0.0' }), '[policy]\npin = "2.0.0"\nauto = "no"\n\n[limits]\nstall = "1s"\n')
  assert.equal(edit('policy.pin = "1.0.0"\n[limits]\nstall = "1s"\n', { pin: null }), '[limits]\nstall = "1s"\n')
  assert.equal(edit('[policy.hold]\nreason = "x"\n', { pin: '1.0.0' }), '[policy.hold]\nreason = "x"\n\n[policy]\npin = "1.0.0"\n')
  assert.equal(edit('[policy]\r\nauto = "no"\r\npin = "1.0.0"\r\n', { pin: null }), '[policy]\r\nauto = "no"\r\n')
  assert.equal(edit('[policy]', { pin: '1.0.0' }), '[policy]\npin = "1.0.0"\n')
})
test('what cannot be changed without touching more is left to people', () => {
  throwsFailure('CONFIG', /^'x.toml' is written in a way that cannot be changed by a program$/, () => edit('policy = { pin = "1.0.0", auto = "no" }\n', { pin: null }))
  throwsFailure('CONFIG', /cannot be changed/, () => edit('policy.auto = "no"\n', { pin: '1.0.0' }))
  throwsFailure('CONFIG', /cannot be changed/, () => edit('[[policy]]\npin = "1.0.0"\n', { pin: '1.0.0' }))
})
test('a broken text is refused with its line', () => {
  throwsFailure('CONFIG', /^x.toml:2:/, () => edit('[policy]\npin = \n', { hold: true }))
})
test('any text that is taken says afterwards what was asked, and nothing else has changed', () => {
  const pieces = ['pin = "1"\n', 'hold = true\n', 'auto = "no"\n', '[policy]\n', '[policy.pin]\nversion = "2"\n', '[health]\n', '# c\n', '\n', 'policy.late = "wait"\n', 'x = [\n1,\n]\n', '[policy.hold]\n', 'pin.by = "a"\n']
  let taken = 0
  fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')), fc.constantFrom<TomlChanges>({ pin: '9' }, { pin: null }, { hold: true, pin: null }), (text, changes) => {
    try {
      const [before, after] = [parseToml(text, 'x').values, parseToml(edit(text, changes), 'x').values]
      const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
      const { policy: old = {}, ...rest } = plain(before) as Record<string, object>
      const { policy: now = {}, ...others } = plain(after) as Record<string, object>
      const expected = Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([, value]) => value !== null))
      assert.deepEqual([now, others], [expected, rest])
      // What stands in a table of its own belongs to it.
      if (!/^\[policy\.(pin|hold)/m.test(text)) assert.equal(edit(text, changes).match(/#/g)?.length ?? 0, text.match(/#/g)?.length ?? 0)
      taken += 1
    } catch (thrown) {
      assert.ok(isFailure(thrown) && thrown.code === 'CONFIG', String(thrown))
    }
  }), { seed: 20261121, numRuns: 3000 })
  assert.ok(taken > 500, `${taken} texts were taken`)
})

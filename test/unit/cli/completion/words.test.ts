import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { appNames, optionsOf, shellQuoted, valuedOptions } from '../../../../src/cli/completion/words.ts'
import { upgrade } from '../../../../src/cli/verbs/upgrade.ts'

test('a quoted text arrives in a shell as it was', () => {
  const text = `it's "a" $HOME \`x\` \\ end`
  assert.equal(execFileSync('/bin/sh', ['-c', `printf %s ${shellQuoted(text)}`], { encoding: 'utf8' }), text)
})

test('every verb can be helped, and only options with values have values', () => {
  assert.equal(optionsOf(upgrade).at(-1)?.flag, '--help')
  assert.deepEqual(valuedOptions(upgrade).map(([flag]) => flag), ['--to', '--channel', '--url', '--prefix', '--reason'])
})

test('listing apps where there are none says nothing', () => {
  assert.equal(execFileSync('/bin/sh', ['-c', appNames.replace('/etc/app-upgrade', '/nonexistent')], { encoding: 'utf8' }), '')
})

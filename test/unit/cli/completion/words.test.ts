import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { appNames, groupsOf, optionsOf, secondWord, shellQuoted, valuedOptions } from '../../../../src/cli/completion/words.ts'
import { publishTree } from '../../../../src/cli/verbs/publish-tree.ts'
import { upgrade } from '../../../../src/cli/verbs/upgrade.ts'

test('a quoted text arrives in a shell as it was', () => {
  const text = `it's "a" $HOME \`x\` \\ end`
  assert.equal(execFileSync('/bin/sh', ['-c', `printf %s ${shellQuoted(text)}`], { encoding: 'utf8' }), text)
})

test('every verb can be helped, and only options with values have values', () => {
  assert.equal(optionsOf(upgrade).at(-1)?.flag, '--help')
  assert.deepEqual(valuedOptions(upgrade).map(([flag]) => flag), ['--to', '--channel', '--url', '--bundle', '--prefix', '--reason'])
})

test('listing apps where there are none says nothing', () => {
  assert.equal(execFileSync('/bin/sh', ['-c', appNames.replace('/etc/app-upgrade', '/nonexistent')], { encoding: 'utf8' }), '')
})

test('a group is known by its first word, its verbs by their second', () => {
  const [group, ...others] = groupsOf([upgrade, publishTree])
  assert.deepEqual([group?.word, group?.verbs.map(secondWord), others], ['publish', ['tree'], []])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zshCompletion } from '../../../../src/cli/completion/zsh.ts'
import { verbs } from '../../../../src/cli/verbs/table.ts'

const script = zshCompletion(verbs)

test('it names itself, every verb, and every option with its description', () => {
  assert.ok(script.startsWith('#compdef app-upgrade\n'))
  for (const verb of verbs) {
    assert.ok(script.includes(`'${verb.name.split(' ').at(-1)}:`), verb.name)
    for (const option of verb.options) assert.ok(script.includes(`'${option.flag}[`), option.flag)
  }
})

test('an apostrophe and a bracket in a description do not end it', () => {
  const verb = { ...verbs[0]!, description: "app's own", options: [{ flag: '--x', value: null, description: 'a [b]: c', completes: 'nothing' as const }] }
  const made = zshCompletion([verb])
  assert.ok(made.includes("app'\\''s own"))
  assert.ok(made.includes('--x[a \\[b\\]\\: c]'))
})

test('values are completed by kind', () => {
  assert.match(script, /'1:SHELL:\(bash zsh fish\)'/)
  assert.match(script, /'--prefix\[[^\]]*\]:DIR:_files -\/'/)
  assert.match(script, /'1::APP:_app_upgrade_apps'/)
})

test('behind a group its verbs, then their own options and files', () => {
  assert.match(script, /'publish:make releases that others can verify'/)
  assert.match(script, /publish\)\n {6}if \(\( CURRENT == 2 \)\); then\n {8}verbs=\('release:[^']*' 'tree:/)
  assert.match(script, /'publish release'\) _arguments .*'\*:ARTIFACT:_files'/)
})

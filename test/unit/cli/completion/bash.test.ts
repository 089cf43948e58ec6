import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { bashCompletion } from '../../../../src/cli/completion/bash.ts'
import { verbs } from '../../../../src/cli/verbs/table.ts'

/** What bash itself would offer behind these words. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${bashCompletion(verbs)}
compopt() { :; }
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_app_upgrade; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter((line) => line !== '')
}

test('verbs are offered first', () => {
  assert.deepEqual(offered('app-upgrade', 'up'), ['upgrade'])
  assert.deepEqual(offered('app-upgrade', '--v'), ['--version'])
})

test('options of that verb and no other', () => {
  assert.deepEqual(offered('app-upgrade', 'upgrade', '--d'), ['--dry-run'])
  assert.deepEqual(offered('app-upgrade', 'status', '--d'), [])
  for (const verb of verbs) assert.deepEqual(offered('app-upgrade', ...verb.name.split(' '), '--hel'), ['--help'], verb.name)
})

test('values: shells, files, directories, and nothing for a version', () => {
  assert.deepEqual(offered('app-upgrade', 'completion', 'z'), ['zsh'])
  assert.ok(offered('app-upgrade', 'verify', '/etc/pass').includes('/etc/passwd'))
  assert.deepEqual(offered('app-upgrade', 'upgrade', '--prefix', '/et'), ['/etc'])
  assert.deepEqual(offered('app-upgrade', 'upgrade', '--to', ''), [])
})

test('the second word of a group, then its own options and files', () => {
  assert.deepEqual(offered('app-upgrade', 'pub'), ['publish'])
  assert.deepEqual(offered('app-upgrade', 'publish', ''), ['release', 'tree', '--help'])
  assert.deepEqual(offered('app-upgrade', 'publish', 'tree', '--un'), ['--uncompressed'])
  assert.deepEqual(offered('app-upgrade', 'publish', 'release', '--un'), [])
  assert.deepEqual(offered('app-upgrade', 'publish', 'tree', '--repo', '/et'), ['/etc'])
  assert.ok(offered('app-upgrade', 'publish', 'release', '/etc/pass').includes('/etc/passwd'))
})

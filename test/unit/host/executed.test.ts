import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { isExecuted, seenExecuting } from '../../../src/host/executed.ts'
import { aDirectory } from '../../support/a-directory.ts'

test('f20 a program is executed for as long as a process of it lives, and what it is called meanwhile does not matter', async (t) => {
  const root = aDirectory(t)
  const program = join(root, 'cat')
  copyFileSync('/bin/cat', program)
  assert.equal(await isExecuted(program), 'no')
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  // It answers, so it is past its execve.
  child.stdin.write('hello')
  await once(child.stdout, 'data')
  assert.equal(await isExecuted(program), 'yes')
  child.stdin.end()
  await once(child, 'exit')
  assert.equal(await isExecuted(program), 'no')
})

test('nobody executes what is not there, and a link is not followed', async (t) => {
  const root = aDirectory(t)
  assert.equal(await isExecuted(join(root, 'nobody')), 'no')
  symlinkSync(process.execPath, join(root, 'link'))
  assert.equal(await isExecuted(join(root, 'link')), 'no')
})

test('our own program is being executed', async () => assert.equal(await isExecuted(process.execPath), 'yes'))

test('f20 what we execute ourselves is seen, and can be started all the while', async () => {
  assert.equal(await (await seenExecuting())(process.execPath), 'yes')
})

test('what is no program of anybody is not said to run; nobody claims to know of what is hidden', async (t) => {
  const file = join(aDirectory(t), 'file')
  writeFileSync(file, '', { mode: 0o755 })
  const seen = await seenExecuting()
  assert.notEqual(await seen(file), 'yes')
  assert.equal(await seen(`${file}.gone`), 'no')
})

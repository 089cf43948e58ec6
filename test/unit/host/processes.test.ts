import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { processes } from '../../../src/host/processes.ts'
import type { CommandResult } from '../../../src/host/types.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const never = new AbortController().signal
const shell = (script: string, more: Partial<{ timeoutSeconds: number; outputBytesMax: number; user: string | null; signal: AbortSignal }> = {}): Promise<CommandResult> =>
  processes.run({ argv: ['/bin/sh', '-c', script], user: more.user ?? null, timeoutSeconds: more.timeoutSeconds ?? 120, outputBytesMax: more.outputBytesMax ?? 4096 }, more.signal ?? never)

test('status and both outputs', async () => {
  assert.deepEqual(await shell('echo out; echo err >&2; exit 3'), { status: 3, output: 'out\nerr\n', trouble: null })
})

test('E45 nothing of our environment reaches the child', async (t) => {
  process.env['LD_PRELOAD_TEST'] = 'x'
  t.after(() => { delete process.env['LD_PRELOAD_TEST'] })
  const { output } = await processes.run({ argv: ['/usr/bin/env'], user: null, timeoutSeconds: 120, outputBytesMax: 4096 }, never)
  assert.deepEqual(output.split('\n').filter((line) => line !== '').map((line) => line.replace(/=.*/, '')).toSorted(), ['LANG', 'PATH'])
})

test('F40 a probe that hangs is killed with everything it started', async () => {
  const { status, trouble, output } = await shell('sleep 300 & echo $!; wait', { timeoutSeconds: 2 })
  assert.equal(status, null)
  assert.equal(trouble, 'timed out after 2 s')
  const patience = AbortSignal.timeout(60_000)
  // It was told to die; the kernel has that done when it has the time.
  while (isRunning(Number(output)) && !patience.aborted) await new Promise(setImmediate)
  assert.equal(isRunning(Number(output)), false, 'the grandchild is gone')
})

test('F40 a gigabyte of output is cut, and the process still ends', async () => {
  const { status, output } = await shell('head -c 20000000 /dev/zero', { outputBytesMax: 1000 })
  assert.equal(status, 0)
  assert.equal(output.length, 1000)
})

test('F40 a child that escaped its group and holds the pipe is not waited for', async () => {
  const { status, output } = await shell('setsid -f sleep 3; echo done')
  assert.deepEqual([status, output], [0, 'done\n'])
})

test('what cannot be started, and what was killed, has no status but a reason', async () => {
  const none = await processes.run({ argv: ['/does/not/exist'], user: null, timeoutSeconds: 120, outputBytesMax: 10 }, never)
  assert.equal(none.status, null)
  assert.match(none.trouble ?? '', /ENOENT/)
  assert.match((await shell('kill -SEGV $$')).trouble ?? '', /killed by SIGSEGV/)
})

test('given up: before it starts, and while it runs', async () => {
  assert.match((await shell('echo x', { signal: AbortSignal.abort() })).trouble ?? '', /not started/)
  const controller = new AbortController()
  const running = shell('sleep 300', { signal: controller.signal })
  setImmediate(() => controller.abort())
  assert.equal((await running).trouble, 'given up')
})

test('E22 there is no shell and no search path', async () => {
  await rejectsWithFailure('CONFIG', /'sh' is not an absolute path/, processes.run({ argv: ['sh'], user: null, timeoutSeconds: 120, outputBytesMax: 10 }, never))
  const { output } = await processes.run({ argv: ['/bin/echo', '$(id)', ';', 'id'], user: null, timeoutSeconds: 120, outputBytesMax: 100 }, never)
  assert.equal(output, '$(id) ; id\n')
})

test('as another user, without our groups', async () => {
  assert.equal((await shell('id -un; id -G', { user: 'nobody' })).output, 'nobody\n65534\n')
  await rejectsWithFailure('CONFIG', /no user 'no-such-user'/, shell('id', { user: 'no-such-user' }))
})

/** A zombie that nobody has collected yet runs no more. */
function isRunning(pid: number): boolean {
  assert.ok(pid > 1)
  return existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
}

test('what is handed to its standard input arrives, all of it; without any it reads nothing', async () => {
  const cat = (input: Uint8Array | undefined): Promise<CommandResult> => processes.run({ argv: ['/usr/bin/wc', '-c'], user: null, timeoutSeconds: 120, outputBytesMax: 4096, ...(input === undefined ? {} : { input }) }, never)
  assert.equal((await cat(Buffer.alloc(300_000, 'x'))).output.trim(), '300000')
  assert.equal((await cat(undefined)).output.trim(), '0')
})
test('a child that does not read its input ends as it likes', async () => {
  const { status } = await processes.run({ argv: ['/bin/sh', '-c', 'exit 5'], user: null, timeoutSeconds: 120, outputBytesMax: 4096, input: Buffer.alloc(10_000_000) }, never)
  assert.equal(status, 5)
})

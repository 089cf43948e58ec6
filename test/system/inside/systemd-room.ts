import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { openBus, systemAddresses } from '../../../src/systemd/bus.ts'
import { writeEvent } from '../../../src/systemd/final-event.ts'
import { runUnitJob } from '../../../src/systemd/jobs.ts'
import { notify } from '../../../src/systemd/notify.ts'
import { isRunBySystemd } from '../../../src/systemd/presence.ts'
import { unitJob } from '../../../src/systemd/unit-job.ts'
import { systemdService } from '../../../src/systemd/service.ts'
import { transientCommands } from '../../../src/systemd/transient.ts'
import { readUnit } from '../../../src/systemd/units.ts'
import { rejectsWithFailure } from '../../support/throws.ts'
import { aService, bus, patience, systemctl, tool, watchUntil, writeService } from './support.ts'
// What it has to say about timers, and what the system journal says of a run, is tested beside the same manager.
import './system-journal.ts'
import './timers.ts'

after(() => bus.close())
const service = systemdService(bus)

test('this machine is run by systemd', async () => assert.equal(await isRunBySystemd(), 'yes'))

test('restart: the job\'s own result, a new run, downtime by systemd\'s own timestamps', async () => {
  const unit = aService('plain', 'Type=exec', 'ExecStart=/bin/sleep infinity')
  systemctl('start', unit)
  const before = await service.state(unit)
  const restarted = await service.job(unit, 'restart', patience())
  const now = await service.state(unit)
  assert.equal(restarted.result, 'done')
  assert.ok(restarted.downtimeMs !== null && restarted.downtimeMs > 0 && restarted.downtimeMs < 60_000, String(restarted.downtimeMs))
  assert.notEqual(now.invocationId, before.invocationId)
  assert.match(now.invocationId, /^[0-9a-f]{32}$/)
  assert.equal(now.invocationId, systemctl('show', '-P', 'InvocationID', unit).trim())
  assert.equal(String(now.mainPid), systemctl('show', '-P', 'MainPID', unit).trim())
  assert.ok(now.mainStartedUs > before.mainStartedUs)
  const sleep = statSync('/bin/sleep')
  assert.equal(now.executable, `${sleep.dev}:${sleep.ino}`)
  assert.deepEqual([now.loadState, now.activeState, now.subState, now.result, now.restarts, now.needDaemonReload], ['loaded', 'active', 'running', 'success', 0, 'no'])
})

test('a unit that does not exist: told by state, refused by restart; a name that is none is refused', async () => {
  assert.equal((await service.state('nothing.service')).loadState, 'not-found')
  await rejectsWithFailure('REFUSED', /unit 'nothing.service' cannot be touched/, service.job('nothing.service', 'restart', patience()))
  await rejectsWithFailure('REFUSED', /no unit 'not a unit'/, service.state('not a unit'))
  await service.resetFailed('nothing.service')
})

test('F32 a masked unit is refused', async () => {
  systemctl('mask', '--runtime', 'masked-one.service')
  assert.equal((await service.state('masked-one.service')).loadState, 'masked')
  await rejectsWithFailure('REFUSED', /cannot be touched/, service.job('masked-one.service', 'restart', patience()))
})

test('reload: the manager reads unit files again before it answers', async () => {
  const unit = aService('edited', 'ExecStart=/bin/sleep 1h')
  systemctl('start', unit)
  writeService('edited', ['ExecStart=/bin/sleep 2h'])
  assert.equal((await service.state(unit)).needDaemonReload, 'yes')
  await service.reload()
  assert.equal((await service.state(unit)).needDaemonReload, 'no')
})

test('g10 203/EXEC: the job of a Type=exec fails, that of a Type=simple says done', async () => {
  const exec = aService('bad-exec', 'Type=exec', 'ExecStart=/nowhere/program')
  const simple = aService('bad-simple', 'Type=simple', 'ExecStart=/nowhere/program')
  assert.equal((await service.job(exec, 'restart', patience())).result, 'failed')
  assert.equal((await service.job(simple, 'restart', patience())).result, 'done')
  const states = await watchUntil(simple, (state) => state.activeState === 'failed')
  assert.deepEqual([states.at(-1)?.result, states.at(-1)?.mainStatus], ['exit-code', 203])
  await service.resetFailed(simple)
  assert.equal((await service.state(simple)).activeState, 'inactive')
})

test('g06 readiness never comes: systemd\'s own timeout fails the job', async () => {
  const unit = aService('never-ready', 'Type=notify', 'TimeoutStartSec=1s', 'ExecStart=/bin/sleep infinity')
  const restarted = await service.job(unit, 'restart', patience())
  assert.deepEqual([restarted.result, restarted.downtimeMs], ['failed', null])
  assert.equal((await service.state(unit)).result, 'timeout')
})

test('F31 an aborted restart cancels its job and says canceled', async () => {
  const unit = aService('slow-start', 'Type=notify', 'TimeoutStartSec=60s', 'ExecStart=/bin/sleep infinity')
  const giveUp = new AbortController()
  const restarting = service.job(unit, 'restart', giveUp.signal)
  await watchUntil(unit, (state) => state.activeState === 'activating')
  giveUp.abort()
  assert.equal((await restarting).result, 'canceled')
  assert.equal(systemctl('list-jobs', '--no-legend').trim(), '')
  assert.equal((await service.job(unit, 'restart', AbortSignal.abort())).result, 'canceled')
  systemctl('stop', unit)
})

test('g28 a dependency that fails: the job says dependency', async () => {
  aService('broken-need', 'Type=oneshot', 'ExecStart=/bin/false')
  const unit = aService('needy', 'ExecStart=/bin/sleep infinity', '[Unit]', 'Requires=broken-need.service', 'After=broken-need.service')
  assert.equal((await service.job(unit, 'restart', patience())).result, 'dependency')
})

test('g17 reload-or-restart: a reload that keeps the old process is followed by a real restart', async () => {
  const unit = aService('reloads', 'ExecStart=/bin/sleep infinity', 'ExecReload=/bin/true')
  systemctl('start', unit)
  const before = await service.state(unit)
  const restarted = await service.job(unit, 'reload-or-restart', patience())
  const now = await service.state(unit)
  assert.equal(restarted.result, 'done')
  assert.notEqual(now.mainPid, before.mainPid)
  assert.notEqual(now.invocationId, before.invocationId)
  assert.ok(restarted.downtimeMs !== null && restarted.downtimeMs > 0)
})

test('g03 a crash loop: every run is seen, restarts are counted, a manual restart counts from zero', async () => {
  tool('mkfifo', '/run/loops')
  const unit = aService('loops', 'Restart=always', 'RestartSec=500ms', 'ExecStart=/bin/sh -c "read word < /run/loops; exit 3"', '[Unit]', 'StartLimitIntervalSec=0')
  const met = new Set<string>()
  const watching = watchUntil(unit, (state) => {
    // Each run waits for the word that it was seen.
    if (state.restarts < 3 && state.activeState === 'active' && !met.has(state.invocationId)) {
      met.add(state.invocationId)
      void writeFile('/run/loops', 'go\n')
    }
    return state.restarts >= 3
  })
  await service.job(unit, 'restart', patience())
  const states = await watching
  assert.deepEqual([...new Set(states.map((state) => state.restarts))], [0, 1, 2, 3])
  assert.ok(states.every((state) => state.activeState !== 'failed' || state.subState === 'failed-before-auto-restart'))
  assert.ok(states.some((state) => state.subState === 'auto-restart' && state.result === 'exit-code' && state.mainStatus === 3))
  assert.ok(new Set(states.filter((state) => state.activeState === 'active').map((state) => state.invocationId)).size >= 3)
  await service.job(unit, 'restart', patience())
  assert.equal((await service.state(unit)).restarts, 0)
  systemctl('stop', unit)
})

test('g04 start-limit-hit, cleared by resetFailed', async () => {
  const unit = aService('limited', 'Restart=always', 'RestartSec=10ms', 'ExecStart=/bin/false', '[Unit]', 'StartLimitBurst=2', 'StartLimitIntervalSec=60')
  const watching = watchUntil(unit, (state) => state.activeState === 'failed' && state.subState === 'failed')
  await service.job(unit, 'restart', patience())
  const last = (await watching).at(-1)
  // The result is that of the last run; `start-limit-hit` only if there was none.
  assert.deepEqual([last?.result, last?.mainStatus, last?.restarts], ['exit-code', 1, 2])
  const refused = await service.job(unit, 'restart', patience())
  assert.equal(refused.result, 'failed')
  await service.resetFailed(unit)
  assert.equal((await service.job(unit, 'restart', patience())).result, 'done')
  systemctl('stop', unit)
})

test('what a way back has cost is known, also where the manager forgets the unit as soon as its failure is cleared: nobody refers to it', async () => {
  const unit = aService('forgotten', 'Type=exec', 'ExecStart=/bin/sleep infinity')
  systemctl('start', unit)
  systemctl('kill', '--signal=KILL', unit)
  const { activeLeftUs } = (await watchUntil(unit, (state) => state.activeState === 'failed')).at(-1) ?? assert.fail('it never failed')
  await service.resetFailed(unit)
  const restarted = await service.job(unit, 'restart', patience())
  assert.deepEqual([restarted.result, restarted.downtimeMs], ['done', ((await service.state(unit)).activeEnteredUs - activeLeftUs) / 1000])
  // Once told, it is nobody's any more: who stops it and starts it again says so.
  systemctl('stop', unit)
  assert.equal((await service.job(unit, 'restart', patience())).result, 'done')
})

test('watching sees deactivating, inactive and active of a restart by somebody else, in order', async () => {
  const unit = aService('watched', 'ExecStart=/bin/sh -c "trap \\"sleep 0.3; exit 0\\" TERM; sleep infinity & wait"')
  systemctl('start', unit)
  const { invocationId } = await service.state(unit)
  const watching = watchUntil(unit, (state) => state.activeState === 'active' && state.invocationId !== invocationId)
  await service.job(unit, 'restart', patience())
  const states = (await watching).map((state) => state.activeState)
  assert.deepEqual(states.filter((state, at) => state !== states[at - 1]).slice(0, 2), ['active', 'deactivating'])
  assert.equal(states.at(-1), 'active')
})

mkdirSync('/run/room', { recursive: true })
const commands = transientCommands(bus, { prefix: 'room', directory: '/run/room/output', reach: 'none' })
const shell = (script: string) => ({ argv: ['/bin/sh', '-c', script] as const, user: null, timeoutSeconds: 120, outputBytesMax: 1000 })
const left = (): readonly string[] => [...readdirSync('/run/room/output'), ...systemctl('list-units', '--all', '--no-legend', 'room-*').split('\n').filter((line) => line.trim() !== '')]
/** A unit that was killed, or has just ended, is there until the manager has heard of it: looks again whenever one has gone. */
async function nothingLeft(): Promise<void> {
  const gone = Promise.withResolvers<void>()
  const look = (): void => { if (left().length === 0) gone.resolve() }
  const stop = await bus.listen((event) => { if (event.kind === 'gap' || event.signal.member === 'UnitRemoved') look() })
  patience().addEventListener('abort', () => gone.resolve())
  look()
  await gone.promise
  stop()
  assert.deepEqual(left(), [])
}

test('transient: output of both streams in order, exit status, nothing left behind', async () => {
  assert.deepEqual(await commands.run(shell('echo one; echo two >&2; echo three'), patience()), { status: 0, output: 'one\ntwo\nthree\n', trouble: null })
  assert.deepEqual(await commands.run(shell('echo no; exit 3'), patience()), { status: 3, output: 'no\n', trouble: null })
  await nothingLeft()
  assert.equal(statSync('/run/room/output').mode & 0o777, 0o700)
})
test('transient: an unprivileged user of its own, no capabilities, nothing to write to, no network', async () => {
  const { output } = await commands.run(shell('id -u; grep CapBnd /proc/self/status; touch /etc/x /usr/x /run/room/x 2>/dev/null || echo read-only; ls /sys/class/net; grep NoNewPrivs /proc/self/status'), patience())
  const [uid, ...rest] = output.trim().split('\n')
  assert.ok(Number(uid) >= 61184 && Number(uid) <= 65519, output)
  assert.deepEqual(rest, ['CapBnd:\t0000000000000000', 'read-only', 'lo', 'NoNewPrivs:\t1'])
})
test('transient: as a named user; a user that does not exist could not be started', async () => {
  assert.equal((await commands.run({ ...shell('id -un'), user: 'nobody' }, patience())).output, 'nobody\n')
  const none = await commands.run({ ...shell('id -un'), user: 'nobody-there' }, patience())
  assert.equal(none.status, null)
  assert.match(none.trouble ?? '', /could not be started.*user/)
})
test('transient: dollar, percent, quotes and line feeds in arguments stay what they are; no environment of ours', async () => {
  const argv = ['/bin/sh', '-c', 'printf "%s|" "$@"; env | cut -d= -f1 | sort | tr "\\n" " "', 'x', '$HOME', '%n %%', '"q" \'s\'', 'two\nlines', '', '\\x41;ü'] as const
  const { output } = await commands.run({ ...shell(''), argv }, patience())
  const [given, names] = [output.slice(0, output.lastIndexOf('|')), output.slice(output.lastIndexOf('|') + 1)]
  assert.equal(given, ['$HOME', '%n %%', '"q" \'s\'', 'two\nlines', '', '\\x41;ü'].join('|'))
  assert.doesNotMatch(names, /NODE|TEST|SECRET/)
})
test('transient: missing program, time limit, killed, too much output, given up', async () => {
  const missing = await commands.run({ ...shell(''), argv: ['/nowhere/program'] }, patience())
  assert.equal(missing.status, null)
  assert.match(missing.trouble ?? '', /203\/EXEC/)
  assert.deepEqual(await commands.run({ ...shell('echo a; sleep 60'), timeoutSeconds: 4 }, patience()), { status: null, output: 'a\n', trouble: 'timed out after 4 s' })
  assert.deepEqual(await commands.run(shell('kill -SEGV $$'), patience()), { status: null, output: '', trouble: 'killed by signal 11' })
  const chatty = await commands.run(shell('yes'), patience())
  assert.equal(chatty.output.length, 1000)
  assert.match(chatty.trouble ?? '', /wrote too much/)
  const giveUp = new AbortController()
  const given = commands.run(shell('sleep 60'), giveUp.signal)
  setTimeout(() => giveUp.abort(), 300)
  assert.deepEqual(await given, { status: null, output: '', trouble: 'given up' })
  await rejectsWithFailure('CONFIG', /not an absolute path/, commands.run({ ...shell(''), argv: ['sh'] }, patience()))
  await nothingLeft()
})

test('the final event: every field arrives, with its line feeds', async () => {
  const id = '222f8b6402c14f4d891f5dfb47fc10aa'
  assert.equal(await writeEvent({ MESSAGE_ID: id, MESSAGE: 'two\nlines', PRIORITY: '5', ROOM_REASON: 'a\nPRIORITY=0\nb', ROOM_APP: 'jaco', _PID: '1', bad: 'x' }), 'written')
  tool('journalctl', '--sync')
  const [entry = '', ...more] = tool('journalctl', '-q', '-o', 'json', `MESSAGE_ID=${id}`).trim().split('\n')
  const fields = JSON.parse(entry) as Record<string, unknown>
  assert.equal(more.length, 0)
  assert.deepEqual([fields['MESSAGE'], fields['PRIORITY'], fields['ROOM_REASON'], fields['ROOM_APP']], ['two\nlines', '5', 'a\nPRIORITY=0\nb', 'jaco'])
  assert.equal(fields['_PID'], String(process.pid))
  assert.equal(fields['bad'], undefined)
})
test('F33 without a journal nothing throws and nothing hangs', async () => {
  await writeEvent({ MESSAGE: 'x' }, '/nowhere/socket')
  await notify({ status: 'x' }, '/nowhere/socket')
})

test('F28 the bus stops: calls go on over systemd\'s own socket, a restart in flight ends by evidence', async () => {
  const unit = aService('survives', 'ExecStartPre=/bin/sleep 1', 'ExecStart=/bin/sleep infinity')
  systemctl('start', unit)
  const before = await service.state(unit)
  const restarting = service.job(unit, 'restart', patience())
  await watchUntil(unit, (state) => state.activeState === 'activating')
  systemctl('stop', 'dbus.socket', 'dbus.service')
  const restarted = await restarting
  assert.equal(restarted.result, 'done')
  const now = await readUnit(bus, unit)
  assert.notEqual(now.invocationId, before.invocationId)
  // Watching, restarting and commands over the private socket, with no bus at all.
  assert.equal((await unitJob(bus, unit, 'restart', patience())).result, 'done')
  assert.equal(await runUnitJob(bus, 'StopUnit', unit, patience()), 'done')
  await watchUntil(unit, (state) => state.activeState === 'inactive')
  assert.deepEqual(await commands.run(shell('echo hi; exit 7'), patience()), { status: 7, output: 'hi\n', trouble: null })
  await service.reload()
  systemctl('start', 'dbus.socket', 'dbus.service')
})
test('F29 systemd executes itself anew: a watch goes on, and so do calls', async () => {
  const unit = aService('outlives', 'ExecStart=/bin/sleep infinity')
  systemctl('start', unit)
  const { invocationId } = await service.state(unit)
  const watching = watchUntil(unit, (state) => state.activeState === 'active' && state.invocationId !== invocationId)
  systemctl('daemon-reexec')
  systemctl('restart', unit)
  await watching
  assert.equal((await service.job(unit, 'restart', patience())).result, 'done')
})
test('F27 no bus at all: unavailable, and it says what to do', async () => {
  const nowhere = openBus(systemAddresses.map(({ kind }) => ({ kind, path: '/nowhere/socket' })))
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached over D-Bus/, readUnit(nowhere, 'x.service'))
})

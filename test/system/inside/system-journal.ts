import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { writeEvent } from '../../../src/systemd/final-event.ts'
import { systemdService } from '../../../src/systemd/service.ts'
import { followJournal, journalTail } from '../../../src/systemd/system-journal.ts'
import { aService, bus, patience, systemctl, tool, watchUntil } from './support.ts'

const service = systemdService(bus)

test('F34 the system journal by invocation: what the run said and what systemd said of it, never what others said', async () => {
  // Its job is done once it has said all of it.
  const unit = aService('talks', 'Type=notify', 'NotifyAccess=all', 'ExecStart=/bin/sh -c "echo first; printf \\"bad \\\\033[31m bytes \\\\377\\\\n\\"; echo \\"<3>worse\\"; systemd-notify --ready; exec sleep infinity"')
  await service.job(unit, 'restart', patience())
  const old = await service.state(unit)
  await service.job(unit, 'restart', patience())
  const { invocationId } = await service.state(unit)
  // An attacker's line about our run, by logger's own means.
  await writeEvent({ MESSAGE: 'forged', INVOCATION_ID: invocationId, UNIT: unit })
  tool('journalctl', '--sync')
  const lines = await service.journalTail(unit, { invocationId }, 50)
  assert.ok(lines.some((line) => line.startsWith('Started talks.service')), lines.join('\n'))
  assert.ok(lines.includes('first') && lines.includes('worse'))
  assert.ok(lines.some((line) => line.startsWith('bad \\x1b[31m bytes ')), lines.join('\n'))
  assert.ok(!lines.includes('forged'))
  assert.equal(lines.filter((line) => line === 'first').length, 1)
  assert.notEqual(old.invocationId, invocationId)
  assert.equal((await journalTail(invocationId, 1)).length, 1)
  assert.deepEqual(await journalTail('no id; --version', 5), [])
})
test('what a unit said last is heard, also when journald reads it after its death', async () => {
  tool('mkfifo', '/run/word')
  const unit = aService('last-words', 'Type=exec', 'ExecStart=/bin/sh -c "read word < /run/word; echo farewell; exit 3"')
  systemctl('start', unit)
  // journald has taken the unit's output over by then: it answers after what came before.
  tool('journalctl', '--sync')
  systemctl('kill', '--signal=STOP', 'systemd-journald.service')
  try {
    writeFileSync('/run/word', 'go\n')
    await watchUntil(unit, (state) => state.activeState === 'failed')
  } finally {
    systemctl('kill', '--signal=CONT', 'systemd-journald.service')
  }
  const { invocationId } = await service.state(unit)
  assert.match((await service.journalTail(unit, { invocationId }, 50)).join('\n'), /farewell/)
})
test('g03 what a run said that systemd has put a new one in the place of is heard, and nothing of the run before both', async () => {
  tool('mkfifo', '/run/stays')
  const unit = aService('replaced', 'ExecStart=/bin/sh -c "echo up; if test -e /run/mortal; then rm /run/mortal; echo farewell; exit 3; fi; echo > /run/stays; exec sleep infinity"\nRestart=always\nRestartSec=100ms')
  await service.job(unit, 'restart', patience())
  await readFile('/run/stays')
  const { invocationId: after } = await service.state(unit)
  writeFileSync('/run/mortal', '')
  await service.job(unit, 'restart', patience())
  await readFile('/run/stays')
  await watchUntil(unit, (state) => state.restarts === 1 && state.activeState === 'active')
  const { invocationId } = await service.state(unit)
  tool('journalctl', '--sync')
  assert.ok(!(await service.journalTail(unit, { invocationId }, 50)).includes('farewell'))
  const lines = await service.journalTail(unit, { invocationId, after }, 50)
  assert.ok(lines.includes('farewell'), lines.join('\n'))
  assert.equal(lines.filter((line) => line === 'up').length, 2, lines.join('\n'))
  assert.equal(lines.filter((line) => line.startsWith('Started replaced.service')).length, 2, lines.join('\n'))
})
test('following a run: the past first, then what comes, until the signal aborts', async () => {
  const unit = aService('counts', 'ExecStart=/bin/sh -c "echo before; sleep 0.5; echo after; exec sleep infinity"')
  await service.job(unit, 'restart', patience())
  const { invocationId } = await service.state(unit)
  const [texts, end] = [[] as string[], new AbortController()]
  for await (const sight of followJournal(invocationId, AbortSignal.any([end.signal, patience()]))) {
    assert.equal(sight.kind, 'message', JSON.stringify(sight))
    if (sight.kind === 'message') texts.push(sight.message.text)
    if (texts.includes('after')) end.abort()
  }
  assert.ok(texts.indexOf('before') < texts.indexOf('after') && texts.includes('before'))
})

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import { aLingeringUser } from './support/a-user.ts'
import { acmed } from './support/acmed.ts'
import { anApp, appText, configOf, unitOf } from './support/an-app.ts'
import { drop, furnish, gates, inside, lying, nowhere, publish, reason, type Stage, stateOf } from './support/an-inbox.ts'
import { signer } from './support/an-offer.ts'
import { anOperatorsHost, put } from './support/an-operators-host.ts'
import { begin, timersOf, untilJournal } from './support/by-itself.ts'
import { dealtWith } from './support/dealt-with.ts'
import { holding } from './support/holding.ts'
import { answers, finalEvents, history, property } from './support/look.ts'
import { type } from './support/operate.ts'

test('the inbox, and gates', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const apps = { air: anApp({ name: 'air', port: 7000 }), busy: anApp({ name: 'busy', port: 7001, layout: 'in-place' }) }
  await furnish(host, [apps.air, apps.busy])
  const air = { host, app: apps.air }
  await t.test('enabled: the path unit makes the inbox, and watches it', async () => await enabled(air))
  await t.test('what publish release wrote is a bundle as it is; no network, whatever its modes', async () => await applied(air))
  await t.test('promise 1: half a bundle is not looked at', async () => await half(air))
  await t.test('refused bundles: tampered, older, ill, and the account beside each; the unit comes to rest and nothing failed but the runs', async () => await refused(air))
  await t.test('promise 1: where only the server vouches for a release, nobody vouches for what was carried here', async () => await unsigned(air))
  await t.test('hostile names and contents are refused, never followed', async () => await hostile(air))
  await t.test('while another run is at work it stays, and systemd comes back to it without a loop', async () => await waits(air))
  await t.test('a person hands one over from anywhere, and takes back an older one by force', async () => await byHand(air))
  await t.test('what cannot be moved is applied once, and ends at a limit', async () => await unmovable(air))
  await t.test('P12 case 34: a gate holds, says what, is asked again, expires, and is overridden', async () => await gated({ host, app: apps.busy }))
  await t.test('a user\'s own inbox', async () => await ofUser(air))
})

async function enabled(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  assert.equal((await machine.exec(['systemctl', 'is-enabled', `app-upgrade-inbox@${app.name}.path`])).stdout.trim(), 'disabled')
  await machine.must(['systemctl', 'enable', '--now', `app-upgrade-inbox@${app.name}.path`])
  await machine.must(['systemctl', 'start', `app-upgrade-inbox@${app.name}.service`])
  assert.deepEqual(lying(stage, 'inbox'), [])
  assert.equal(await property(machine, `app-upgrade-inbox@${app.name}.path`, 'ActiveState'), 'active')
}

async function applied(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const carried = await publish(stage, { version: '1.1.0' })
  await machine.must(['chmod', '-R', 'go-rwx', carried])
  await machine.must(['chown', '-R', '1234:1234', carried])
  await machine.must(['cp', '-a', carried, `${stateOf(app)}/inbox/a.tmp`])
  await machine.must(['mv', `${stateOf(app)}/inbox/a.tmp`, `${stateOf(app)}/inbox/air-1.1.0.bundle`])
  await dealtWith(stage, 'air-1.1.0.bundle', 'done')
  assert.equal(await answers(machine, app), '1.1.0')
  assert.deepEqual((await history(machine, app)).map(({ actor, to, outcome }) => ({ actor, to, outcome })), [{ actor: 'inbox', to: '1.1.0', outcome: 'upgraded' }])
  assert.deepEqual([lying(stage, 'inbox'), lying(stage, 'done')], [[], ['air-1.1.0.bundle', 'air-1.1.0.bundle.json', 'air-1.1.0.bundle.reason']])
  assert.match(readFileSync(inside(stage, `${stateOf(app)}/done/air-1.1.0.bundle.reason`), 'utf8'), /1\.1\.0 is live \(was .*\n[^]*minisign key .* signed SHA256SUMS/)
  assert.deepEqual(readdirSync(inside(stage, `${stateOf(app)}/handed`)), [], 'what was handed over was taken back')
  assert.equal(await property(machine, `app-upgrade-inbox@${app.name}.path`, 'SubState'), 'waiting')
}

async function half(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const before = await property(machine, `app-upgrade-inbox@${app.name}.service`, 'InvocationID')
  mkdirSync(inside(stage, `${stateOf(app)}/inbox/half.tmp`))
  writeFileSync(inside(stage, `${stateOf(app)}/inbox/half.tmp/SHA256SUMS`), 'half a l')
  assert.equal(await property(machine, `app-upgrade-inbox@${app.name}.service`, 'InvocationID'), before)
  await machine.must(['systemctl', 'start', `app-upgrade-inbox@${app.name}.service`])
  assert.deepEqual(lying(stage, 'inbox'), ['half.tmp'])
  await machine.must(['rm', '-r', `${stateOf(app)}/inbox/half.tmp`])
}

async function refused(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const [tampered, older, ill] = [await publish(stage, { version: '1.2.0' }), await publish(stage, { version: '1.0.5' }), await publish(stage, { version: '1.3.0', ill: 'exits' })]
  await machine.must(['sh', '-c', `echo more >>${tampered}/air-v1.2.0-linux-amd64.tar.gz`])
  await machine.must(['systemctl', 'stop', `app-upgrade-inbox@${app.name}.path`])
  for (const [from, name] of [[tampered, 'b-tampered.bundle'], [older, 'c-older.bundle'], [ill, 'd-ill.bundle']] as const) drop(stage, from, name)
  await machine.must(['systemctl', 'start', `app-upgrade-inbox@${app.name}.path`])
  await dealtWith(stage, 'd-ill.bundle', 'refused')
  assert.match(reason(stage, 'b-tampered.bundle'), /sha256|signed[^]*now: +1\.1\.0 is live as before/)
  assert.match(reason(stage, 'c-older.bundle'), /older than[^]*--bundle '.*refused\/c-older\.bundle' --force/)
  assert.match(reason(stage, 'd-ill.bundle'), /did not start[^]*1\.1\.0 is running again/)
  assert.equal(await answers(machine, app), '1.1.0')
  const told = (await finalEvents(machine, app)).map((event) => String(event['MESSAGE_ID']))
  assert.deepEqual(told.slice(-3), [finalEventIds.tampered, finalEventIds.refused, finalEventIds['rolled-back']])
  assert.equal(await property(machine, `app-upgrade-inbox@${app.name}.service`, 'Result'), 'success', 'one event, one failed unit: the run')
  assert.deepEqual(lying(stage, 'inbox'), [])
}

async function unsigned(stage: Stage): Promise<void> {
  const { host, app } = stage
  const text = readFileSync(inside(stage, configOf(app)), 'utf8')
  put(host, configOf(app), text.replace(/^\[\[trust\]\]\n(?:.+\n)+/m, '[[trust]]\nkind     = "checksums"\nunsigned = "accepted"\n'))
  const carried = await publish(stage, { version: '1.3.5' })
  drop(stage, carried, 'e-unsigned.bundle')
  await dealtWith(stage, 'e-unsigned.bundle', 'refused')
  assert.match(reason(stage, 'e-unsigned.bundle'), /must be signed/)
  assert.equal(await answers(host.machine, app), '1.1.0')
  put(host, configOf(app), text)
}

async function hostile(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const inbox = inside(stage, `${stateOf(app)}/inbox`)
  const events = (await finalEvents(machine, app)).length
  await machine.must(['systemctl', 'stop', `app-upgrade-inbox@${app.name}.path`])
  mkdirSync(join(inbox, 'x\nair: 9.9.9 is live.bundle'))
  mkdirSync(join(inbox, `${'y'.repeat(230)}.bundle`))
  writeFileSync(join(inbox, 'file.bundle'), 'no directory')
  symlinkSync('/root', join(inbox, 'link.bundle'))
  mkdirSync(join(inbox, 'links.bundle'))
  symlinkSync('/etc/shadow', join(inbox, 'links.bundle/SHA256SUMS'))
  mkdirSync(join(inbox, 'pipe.bundle'))
  await machine.must(['mkfifo', `${stateOf(app)}/inbox/pipe.bundle/SHA256SUMS`])
  await machine.must(['systemctl', 'start', `app-upgrade-inbox@${app.name}.path`])
  await dealtWith(stage, 'pipe.bundle', 'refused')
  assert.deepEqual(lying(stage, 'inbox'), [])
  assert.ok(existsSync(inside(stage, '/root/minisign.key')), 'a link was followed')
  assert.match(reason(stage, 'pipe.bundle'), /'SHA256SUMS', which is a device, a pipe or a socket/)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal((await finalEvents(machine, app)).length, events + 6)
  assert.deepEqual(lying(stage, 'refused').filter((name) => name.endsWith('.bundle')).length, 3, 'as many as releases are kept')
  const forged = (await machine.journal('-u', `app-upgrade-inbox@${app.name}.service`)).filter((line) => String(line['MESSAGE']).startsWith('air: 9.9.9'))
  assert.deepEqual(forged, [])
}

async function waits(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const unit = `app-upgrade-inbox@${app.name}.service`
  const lock = `/run/app-upgrade/${app.name}.lock`
  const carried = await publish(stage, { version: '1.4.0' })
  await machine.must(['sh', '-c', `echo 'transaction 20261121T000000Z-abcdef, process 1' >${lock}`])
  const letGo = await holding(machine, lock)
  drop(stage, carried, 'air-1.4.0.bundle')
  await dealtWith(stage, 'air-1.4.0.bundle', 'waits')
  await untilJournal(machine, '-u', unit, '--grep=Scheduled restart job|Failed with result', '_PID=1')
  assert.deepEqual([await property(machine, unit, 'ActiveState'), await property(machine, unit, 'SubState')], ['activating', 'auto-restart'])
  assert.deepEqual([await property(machine, `app-upgrade-inbox@${app.name}.path`, 'ActiveState'), lying(stage, 'inbox')], ['active', ['air-1.4.0.bundle']])
  assert.equal(await property(machine, unit, 'RestartUSec'), '5min')
  assert.equal(await property(machine, unit, 'NRestarts'), '0', 'it loops')
  await letGo()
  // What systemd does after five minutes.
  await machine.must(['systemctl', 'stop', unit])
  await machine.must(['systemctl', 'start', unit])
  assert.equal(await answers(machine, app), '1.4.0')
  assert.deepEqual(lying(stage, 'inbox'), [])
}

async function byHand(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const carried = await publish(stage, { version: '1.5.0' })
  await machine.must(['mkdir', '-p', '/root/usb'])
  await machine.must(['mv', carried, '/root/usb/release'])
  await machine.must(['chmod', '-R', 'go-rwx', '/root/usb'])
  const typed = await type(machine, 'upgrade', app.name, '--bundle', '/root/usb/release', '--reason', 'carried by Anna')
  assert.equal(typed.exit, 0, typed.err)
  assert.equal(await answers(machine, app), '1.5.0')
  const older = await publish(stage, { version: '1.4.5' })
  const no = await type(machine, 'upgrade', app.name, '--bundle', older)
  assert.deepEqual([no.exit, /older than/.test(no.err)], [40, true], no.err)
  const yes = await type(machine, 'upgrade', app.name, '--bundle', older, '--force')
  assert.equal(yes.exit, 0, yes.err)
  assert.equal(await answers(machine, app), '1.4.5')
  assert.deepEqual(readdirSync(inside(stage, `${stateOf(app)}/handed`)), [])
  assert.equal((await type(machine, 'upgrade', app.name, '--bundle', '/root/usb/gone')).exit, 69)
}

/** Another file system at its place cannot be renamed away. */
async function unmovable(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const unit = `app-upgrade-inbox@${app.name}.service`
  const carried = await publish(stage, { version: '1.6.0' })
  await machine.must(['systemctl', 'stop', `app-upgrade-inbox@${app.name}.path`])
  const place = `${stateOf(app)}/inbox/m.bundle`
  await machine.must(['mkdir', place])
  await machine.must(['mount', '--bind', carried, place])
  for (let time = 0; time < 2; time++) {
    const [cursor = ''] = (await machine.journal('-n', '1')).map((line) => String(line['__CURSOR']))
    await machine.exec(['systemctl', 'start', '--no-block', unit])
    await untilJournal(machine, `--after-cursor=${cursor}`, '-u', unit, '--grep=m\\.bundle: cannot be moved out of the inbox')
    await machine.exec(['systemctl', 'stop', unit])
  }
  assert.equal(await answers(machine, app), '1.6.0')
  assert.equal((await history(machine, app)).filter(({ to }) => to === '1.6.0').length, 1, 'it was applied again')
  assert.equal(await property(machine, unit, 'StartLimitBurst'), '500')
  await machine.must(['umount', place])
  await machine.must(['rmdir', place])
}

async function gated(stage: Stage): Promise<void> {
  const { host, app } = stage
  const { machine } = host
  const idle = (status: number): void => put(host, `/usr/local/lib/${app.name}-idle`, `#!/bin/sh\necho "two uploads are under way ($1 to $2)"\nexit ${status}\n`, 0o755)
  const offers = '/srv/releases/busy'
  put(host, configOf(app), appText(app, signer.keyLine, { more: gates(app.name) }))
  for (const name of readdirSync(inside(stage, await publish(stage, { version: '1.1.0' })))) put(host, `${offers}/${name}`, readFileSync(inside(stage, `/srv/carried/busy-1.1.0/${name}`)))
  assert.equal((await type(machine, 'enable', app.name, '--interval', '12h')).exit, 0)
  idle(75)
  const typed = await type(machine, 'upgrade', app.name)
  assert.equal(typed.exit, 75, typed.err)
  assert.match(typed.err, /two uploads are under way \(1\.0\.0 to 1\.1\.0\)[^]*now: +1\.0\.0 is live as before, nothing was touched[^]*next: .*--force/)
  const held = await begin(machine, app)
  assert.deepEqual([held.exit, held.result], [75, 'success'], held.said)
  assert.match((await timersOf(machine, app)).join('\n'), /app-upgrade-again@busy\.timer/)
  assert.equal(await property(machine, 'app-upgrade-again@busy.timer', 'RandomizedDelayUSec'), '0', 'as often as its gate says')
  // An hour later, by the note of when it was first busy.
  put(host, `${stateOf(app)}/busy`, `${Date.now() - 3_600_000}\n`)
  const expired = await begin(machine, app, 'again')
  assert.equal(expired.exit, 40, expired.said)
  assert.match(expired.said, /for as long as its gate allows[^]*two uploads/)
  assert.doesNotMatch((await timersOf(machine, app)).join('\n'), /app-upgrade-again@/, 'it goes on asking')
  assert.match(String((await finalEvents(machine, app)).at(-1)?.['APP_UPGRADE_REASON']), /for as long as its gate allows/)
  await machine.must(['systemctl', 'start', 'report.service'])
  const fixed = await type(machine, 'upgrade', app.name, '--force')
  assert.deepEqual([fixed.exit, /report\.service' is at work[^]*not overridable/.test(fixed.err)], [75, true], fixed.err)
  await machine.must(['systemctl', 'stop', 'report.service'])
  idle(1)
  const refusedOnce = await type(machine, 'upgrade', app.name)
  assert.equal(refusedOnce.exit, 40, refusedOnce.err)
  idle(75)
  const forced = await type(machine, 'upgrade', app.name, '--force', '--reason', 'the uploads are ours')
  assert.equal(forced.exit, 0, forced.err)
  assert.match(forced.out, /note: +passed by force: .*two uploads are under way/)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal(await property(machine, unitOf(app), 'ActiveState'), 'active')
}

async function ofUser(stage: Stage): Promise<void> {
  const { host } = stage
  const { machine } = host
  const user = await aLingeringUser(host, 'anna')
  const app = anApp({ name: 'own', port: 7005, layout: 'in-place' })
  put(host, `${user.home}/.local/bin/ownd`, acmed({ version: '1.0.0' }), 0o755)
  put(host, `${user.home}/.config/systemd/user/own.service`, `[Service]\nType=notify\nExecStart=%h/.local/bin/ownd ${app.port}\n`)
  put(host, `${user.home}/.config/app-upgrade/own.toml`, appText(app, signer.keyLine, { source: nowhere }).replace('/usr/local/bin', '~/.local/bin'))
  await machine.must(['chown', '-R', `${user.uid}:${user.uid}`, user.home])
  await user.must('systemctl', '--user', 'daemon-reload')
  await user.must('systemctl', '--user', 'start', 'own.service')
  const carried = await publish({ host, app }, { version: '2.0.0' })
  await user.must('systemctl', '--user', 'enable', '--now', 'app-upgrade-inbox@own.path')
  await user.must('systemctl', '--user', 'start', 'app-upgrade-inbox@own.service')
  const inbox = `${user.home}/.local/state/app-upgrade/own/inbox`
  await user.must('cp', '-r', carried, `${inbox}/x.tmp`)
  await user.must('mv', `${inbox}/x.tmp`, `${inbox}/own-2.0.0.bundle`)
  await untilJournal(machine, `_UID=${user.uid}`, '-t', 'app-upgrade', String.raw`--grep=^own-2\.0\.0\.bundle: done`)
  // A start is queued behind the run that said so, and answers when that has ended.
  await user.must('systemctl', '--user', 'start', 'app-upgrade-inbox@own.service')
  assert.equal(await answers(machine, app), '2.0.0')
  assert.deepEqual(readdirSync(join(machine.root, user.home, '.local/state/app-upgrade/own/done')).toSorted(), ['own-2.0.0.bundle', 'own-2.0.0.bundle.json', 'own-2.0.0.bundle.reason'])
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfPlan } from '../../../../src/cli/words/plan.ts'
import { aPlan } from '../../../support/scripted-world.ts'

test('a plan names every file, unit and probe, and the way back', () => {
  const text = textOfPlan(aPlan())
  for (const part of ['/usr/local/bin/acme: efefefefefef to cdcdcdcdcdcd', 'acme.service: restart', 'unit, http', 'steady for 10 s', 'way back  1.4.2']) assert.ok(text.includes(part), part)
})

test('what is laid down beside the files, and what goes with a release, is named', () => {
  const companion = { name: 'acme.service', path: '/etc/systemd/system/acme.service', newPath: '/r/acme.service', newSha256: 'a'.repeat(64), keptSha256: 'b'.repeat(64), mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' } as const
  const gone = { ...companion, path: '/etc/systemd/system/agent.service', newPath: null, newSha256: null }
  const text = textOfPlan(aPlan({ companions: [companion, gone, { ...companion, path: '/etc/acme.conf', keptSha256: null }], units: [{ name: 'agent.service', restart: 'restart', then: 'stop' }] }))
  for (const part of ['beside    /etc/systemd/system/acme.service: bbbbbbbbbbbb to aaaaaaaaaaaa', 'beside    /etc/systemd/system/agent.service: goes, bbbbbbbbbbbb to nothing', '/etc/acme.conf: nothing to aaaaaaaaaaaa', 'agent.service: stops: the release does not have it any more']) assert.ok(text.includes(part), `${part} in\n${text}`)
})

test('without a version before there is no way back, and a resting unit stays inactive', () => {
  const text = textOfPlan(aPlan({ from: null, units: [{ name: 'acme.service', restart: 'restart', then: 'rest' }] }))
  assert.match(text, /way back {2}none: nothing was live before/)
  assert.match(text, /acme\.service: stays inactive/)
})

test('g19 a socket of which nothing changes goes on listening, and who hangs on the units is named', () => {
  const text = textOfPlan(aPlan({ units: [{ name: 'acme.socket', restart: 'restart', then: 'rest' }, { name: 'acme.service', restart: 'restart', then: 'restart' }], dependents: ['acme.socket', 'web.service'] }))
  assert.match(text, /acme\.socket: goes on listening\n/)
  const timers = textOfPlan(aPlan({ units: [{ name: 'acme.timer', restart: 'restart', then: 'restart' }, { name: 'acme.path', restart: 'restart', then: 'rest' }], dependents: ['acme.path'] }))
  assert.match(timers, /acme\.timer: takes up its new settings\n.*acme\.path: goes on\n/)
  assert.match(text, /web\.service: must run afterwards, too/)
})

test('a probe is called by its name, the units once, and what is recorded afterwards is named', () => {
  const named = (kind: string, name: string) => ({ kind, name })
  assert.match(textOfPlan(aPlan({ probes: [named('unit', 'unit'), named('unit', 'unit'), named('http', 'http'), named('exec', 'doctor')] })), /probes +unit, http, doctor\n/)
  const buildInfo = { file: '/etc/acme/install.toml', format: 'toml', values: {} } as const
  assert.match(textOfPlan(aPlan({ buildInfo })), /then +\/etc\/acme\/install\.toml says what is installed\n/)
})

test('what becomes of the data, and when there is no way back for them, is said', () => {
  const command = (program: string) => ({ argv: [program, 'a b'], user: 'acme', timeoutMs: 1 }) as const
  assert.match(textOfPlan(aPlan({ data: { undo: 'stay' } })), /data +migrated, for good\n[^]*way back +1\.4\.2, until the restart; none from then on/)
  assert.match(textOfPlan(aPlan({ data: { undo: 'snapshot', during: 'stopped', snapshot: command('/s'), restore: command('/r') } })), /data +migrated; snapshot with the daemon stopped \(as acme: \/s 'a b'\), put back by: as acme: \/r 'a b'\n/)
})

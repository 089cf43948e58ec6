import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claims, type Claim } from '../../../../src/drivers/gates/claims.ts'
import type { Plan, PlannedCompanion } from '../../../../src/upgrade/plan.ts'
import { aPlan } from '../../../support/a-plan.ts'

const claim = (app: string, path: string, line: number): Claim => ({ app, path, by: async () => `/etc/app-upgrade/${app}.toml:${line}` })
const own = [claim('acme', '/opt/acme', 3), claim('acme', '/usr/bin/acme0', 4), claim('acme', '/etc/systemd/system/acme.service', 9)]
const brought: PlannedCompanion = { name: 'units/both.service', path: '/etc/systemd/system/both.service', newPath: '/n', newSha256: 'a', keptSha256: null, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' }

async function said(others: readonly Claim[], plan: Plan = aPlan()): Promise<string> {
  const answer = await claims({ own: async () => own, others: async () => others }).ask(plan, new AbortController().signal)
  return answer.kind === 'no' ? `${answer.reason}: ${answer.next} (${answer.overridable})` : 'yes'
}

test('f03 two apps that name one place are told so, with both lines: a home, a program, a unit', async () => {
  for (const [path, line] of [['/opt/acme', 3], ['/usr/bin/acme0', 4], ['/etc/systemd/system/acme.service', 9]] as const)
    assert.equal(await said([claim('twin', '/else', 1), claim('twin', path, 7)]), `'${path}' is a place of two apps, 'acme' (/etc/app-upgrade/acme.toml:${line}) and 'twin' (/etc/app-upgrade/twin.toml:7): each would undo what the other one did: leave it to one of them; or '--force' goes on, and is recorded (yes)`)
})
test('f03 one directory is no place of anybody; what a release brings into it is', async () => {
  const plan = { ...aPlan(), companions: [brought] }
  assert.equal(await said([claim('twin', '/etc/systemd/system/twin.service', 7)], plan), 'yes')
  assert.match(await said([claim('twin', brought.path, 7)], plan), /^'\/etc\/systemd\/system\/both\.service' is a place of two apps, 'acme' \(its release has it as 'units\/both\.service'\) and 'twin' \(.*twin\.toml:7\)/)
})
test('who goes back is not kept from it', async () => {
  assert.equal(await said([claim('twin', '/opt/acme', 7)], { ...aPlan(), way: 'back' }), 'yes')
})

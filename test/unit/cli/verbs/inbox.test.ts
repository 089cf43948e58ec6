import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inbox } from '../../../../src/cli/verbs/inbox.ts'
import type { InboxItem } from '../../../../src/upgrade/inbox/inbox.ts'
import { aReport, aWorld, saidOn, type ScriptedWorld } from '../../../support/scripted-world.ts'

const refused = aReport({ outcome: 'refused', trouble: { code: 'REFUSED', messages: ['the bundle is empty'], next: null } })
const item = (changes: Partial<InboxItem> = {}): InboxItem => ({ name: 'a.bundle', state: 'done', because: '', path: '/var/lib/app-upgrade/acme/done/a.bundle', report: aReport(), told: 'yes', ...changes })
const call = (switches: readonly string[] = []) => ({ values: { INSTANCE: 'acme' }, switches: new Set(switches), several: [] })
const ofItems = (...items: readonly InboxItem[]): ScriptedWorld => aWorld({ inbox: async () => items })

test('an empty inbox is nothing to speak of', async () => {
  const world = aWorld()
  assert.equal(await inbox.run(call(), world), 0)
  assert.deepEqual([world.asked, world.said], [['inbox "acme"'], []])
})

test('a refused bundle fails its own run, and not this one; done and refused say where they lie', async () => {
  const world = ofItems(item(), item({ name: 'b.bundle', state: 'refused', because: 'the signature does not hold', path: '/x/refused/b.bundle', report: refused }))
  assert.equal(await inbox.run(call(), world), 0)
  assert.equal(saidOn(world, 1), 'a.bundle: done; it lies in /var/lib/app-upgrade/acme/done/a.bundle\n')
  assert.equal(saidOn(world, 2), 'b.bundle: refused, the signature does not hold; it lies in /x/refused/b.bundle, and why in /x/refused/b.bundle.reason\n')
  assert.deepEqual(world.finalEvents, [], 'the run has told it')
})

test('what was refused before a run began owes its final event; what waits owes none', async () => {
  const world = ofItems(item({ state: 'refused', told: 'no', report: refused }), item({ name: 'b.bundle', state: 'waits', because: 'three uploads', told: 'no', report: refused }))
  assert.equal(await inbox.run(call(), world), 75)
  assert.deepEqual(world.finalEvents.map((event) => [event['APP_UPGRADE_OUTCOME'], event['APP_UPGRADE_REASON']]), [['refused', 'the bundle is empty']])
})

test('what cannot be moved is a failure of its own, and says what to do', async () => {
  const world = ofItems(item({ state: 'stays', because: 'cannot rename', path: '/x/inbox/a.bundle' }), item({ state: 'waits' }))
  assert.equal(await inbox.run(call(), world), 74)
  assert.match(saidOn(world, 2), /^a\.bundle: cannot be moved out of the inbox, cannot rename; move it by hand: \/x\/inbox\/a\.bundle\n/)
})

test('names and reasons are foreign', async () => {
  const world = ofItems(item({ name: 'a\x1b[2J\nb.bundle', because: 'x\ny', state: 'refused' }))
  await inbox.run(call(), world)
  assert.match(saidOn(world, 2), /^a\\x1b\[2J\\x0ab\.bundle: refused, x\\x0ay; /)
})

test('one document a line for machines', async () => {
  const world = ofItems(item(), item({ name: 'b.bundle' }))
  await inbox.run(call(['json']), world)
  assert.deepEqual(saidOn(world, 1).trimEnd().split('\n').map((line) => (JSON.parse(line) as InboxItem).name), ['a.bundle', 'b.bundle'])
})

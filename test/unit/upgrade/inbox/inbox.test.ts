import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { failure, type FailureCode } from '../../../../src/errors.ts'
import { disk } from '../../../../src/host/disk.ts'
import { removeWhole } from '../../../../src/host/open-directory.ts'
import { emptyInbox, type InboxPorts } from '../../../../src/upgrade/inbox/inbox.ts'
import type { Report } from '../../../../src/upgrade/report.ts'
import { aReport } from '../../../support/scripted-world.ts'

const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-inbox-'))
after(() => rmSync(scratch, { recursive: true }))
let made = 0
const day = 24 * 60 * 60_000

interface AnInbox extends InboxPorts { readonly applied: string[]; readonly drop: (name: string) => string; readonly seen: () => Readonly<Record<string, readonly string[]>>; nowMs: number }

function anInbox(answer: (name: string) => Report = () => aReport(), changes: Partial<InboxPorts> = {}): AnInbox {
  const state = join(scratch, String(made++))
  const places = { inbox: join(state, 'inbox'), inboxDone: join(state, 'done'), inboxRefused: join(state, 'refused'), inboxNotes: join(state, 'notes') }
  for (const path of [places.inbox, places.inboxDone, places.inboxRefused]) mkdirSync(path, { recursive: true })
  const inbox: AnInbox = {
    app: 'acme', places, disk, clock: { nowMs: () => inbox.nowMs }, remove: removeWhole, keep: { releases: 3, ageMs: null },
    apply: async (path) => { inbox.applied.push(basename(path)); return { report: answer(basename(path)), told: 'yes' } },
    account: (item) => ({ text: `${item.state} ${item.because}\n`, json: JSON.stringify(item.report.outcome) }),
    because: ({ trouble }) => trouble?.messages.join(': ') ?? '',
    applied: [], nowMs: Date.now(),
    drop: (name) => { mkdirSync(join(places.inbox, name)); writeFileSync(join(places.inbox, name, 'SHA256SUMS'), name); return join(places.inbox, name) },
    seen: () => ({ inbox: readdirSync(places.inbox), done: readdirSync(places.inboxDone), refused: readdirSync(places.inboxRefused) }),
    ...changes,
  }
  return inbox
}

const failed = (code: FailureCode, more: Partial<Report> = {}): Report => aReport({ outcome: 'failed', trouble: { code, messages: ['it is so'], next: null }, ...more })
const refused = aReport({ outcome: 'refused', trouble: { code: 'TAMPERED', messages: ['the signature does not hold'], next: null } })

test('each bundle, in the order of their names; what was applied goes to done, what was refused to refused, with the reason beside it', async () => {
  const inbox = anInbox((name) => (name.startsWith('b') ? refused : aReport()))
  for (const name of ['b.bundle', 'a.bundle', 'c.bundle', 'c.tmp', '.hidden.bundle']) inbox.drop(name)
  const items = await emptyInbox(inbox)
  assert.deepEqual(inbox.applied, ['a.bundle', 'b.bundle', 'c.bundle'])
  assert.deepEqual(items.map(({ name, state }) => `${name} ${state}`), ['a.bundle done', 'b.bundle refused', 'c.bundle done'])
  assert.deepEqual(inbox.seen(), {
    inbox: ['.hidden.bundle', 'c.tmp'],
    done: ['a.bundle', 'a.bundle.json', 'a.bundle.reason', 'c.bundle', 'c.bundle.json', 'c.bundle.reason'],
    refused: ['b.bundle', 'b.bundle.json', 'b.bundle.reason'],
  })
  assert.equal(readFileSync(join(inbox.places.inboxRefused, 'b.bundle.reason'), 'utf8'), 'refused the signature does not hold\n')
  assert.equal(readFileSync(join(inbox.places.inboxRefused, 'b.bundle/SHA256SUMS'), 'utf8'), 'b.bundle')
})

test('ill versions and stuck hosts are no reason to try a bundle again', async () => {
  for (const outcome of ['rolled-back', 'stuck', 'refused'] as const) {
    const inbox = anInbox(() => aReport({ outcome }))
    inbox.drop('a.bundle')
    assert.equal((await emptyInbox(inbox))[0]?.state, 'refused', outcome)
  }
})

test('what is only busy, full or not reached leaves the bundle where it is, for a day', async () => {
  for (const code of ['TEMPORARY', 'CANT_CREATE', 'UNAVAILABLE', 'IO'] as const) {
    const inbox = anInbox(() => failed(code))
    inbox.drop('a.bundle')
    for (const hours of [0, 1, 23]) {
      inbox.nowMs = Date.UTC(2026, 10, 21) + hours * 3_600_000
      assert.deepEqual((await emptyInbox(inbox)).map(({ state }) => state), ['waits'], `${code} after ${hours} h`)
      assert.deepEqual(inbox.seen()['inbox'], ['a.bundle'])
    }
    inbox.nowMs += day
    assert.equal((await emptyInbox(inbox))[0]?.state, 'refused')
    assert.deepEqual(inbox.seen()['inbox'], [])
  }
})

test('case 34 a busy daemon is waited for as long as its gate says', async () => {
  let report = failed('TEMPORARY', { again: { everyMs: 60_000, giveUpMs: 2 * day } })
  const inbox = anInbox(() => report)
  inbox.drop('a.bundle')
  await emptyInbox(inbox)
  inbox.nowMs += 1.5 * day
  assert.equal((await emptyInbox(inbox))[0]?.state, 'waits', 'it holds')
  report = aReport()
  assert.equal((await emptyInbox(inbox))[0]?.state, 'done', 'it goes')
  inbox.drop('a.bundle')
  report = failed('TEMPORARY', { again: { everyMs: 60_000, giveUpMs: 2 * day } })
  assert.equal((await emptyInbox(inbox))[0]?.state, 'waits', 'another bundle of the same name is another bundle')
  inbox.nowMs += 2 * day
  assert.equal((await emptyInbox(inbox))[0]?.state, 'refused', 'it expires')
})

test('a release that may not be taken yet is refused with the reason, and not called done', async () => {
  const inbox = anInbox(() => aReport({ outcome: 'nothing', waits: 'yes', notes: ['nothing is taken until 2026-12-01: freeze'] }))
  inbox.drop('a.bundle')
  assert.deepEqual((await emptyInbox(inbox)).map(({ state, because }) => [state, because]), [['refused', 'nothing is taken until 2026-12-01: freeze']])
})

test('settings that are wrong are no reason to wait', async () => {
  const inbox = anInbox(() => failed('CONFIG'))
  inbox.drop('a.bundle')
  assert.equal((await emptyInbox(inbox))[0]?.state, 'refused')
})

test('a strange name is refused without being handed to anybody, and lies under a plain one', async () => {
  const inbox = anInbox()
  for (const name of ['a\nb.bundle', '..bundle', '-f.bundle', `${'x'.repeat(240)}.bundle`]) inbox.drop(name)
  const items = await emptyInbox(inbox)
  assert.deepEqual(inbox.applied, [])
  assert.deepEqual(items.map(({ state, told }) => `${state} ${told}`), Array.from({ length: 3 }, () => 'refused no'))
  assert.deepEqual(inbox.seen()['inbox'], ['..bundle'], 'no glob finds it either')
  assert.ok((inbox.seen()['refused'] ?? []).every((name) => /^[A-Za-z0-9._-]{1,200}$/.test(name)), String(inbox.seen()['refused']))
})

test('a bundle that is a link is moved itself: what it leads to stays as it is', async () => {
  const inbox = anInbox(() => aReport({ outcome: 'refused' }))
  const elsewhere = join(scratch, 'elsewhere')
  mkdirSync(elsewhere)
  writeFileSync(join(elsewhere, 'precious'), '')
  symlinkSync(elsewhere, join(inbox.places.inbox, 'a.bundle'))
  await emptyInbox(inbox)
  assert.deepEqual([inbox.seen()['inbox'], inbox.seen()['refused'], readdirSync(elsewhere)], [[], ['a.bundle', 'a.bundle.json', 'a.bundle.reason'], ['precious']])
})

test('one that cannot be moved is applied once, not every five minutes, and what became of it is remembered', async () => {
  let stuck: 'yes' | 'no' = 'yes'
  const rename = async (from: string, to: string): Promise<void> => {
    if (stuck === 'yes' && from.endsWith('.bundle')) throw failure('IO', `cannot rename to '${to}'`, { cause: new Error('EXDEV') })
    return disk.rename(from, to)
  }
  const inbox = anInbox(() => refused, { disk: { ...disk, rename } })
  inbox.drop('a.bundle')
  for (let time = 0; time < 3; time++) {
    const [item] = await emptyInbox(inbox)
    assert.equal(item?.state, 'stays')
    assert.match(item?.because ?? '', /the signature does not hold.*but cannot rename.*EXDEV/)
  }
  assert.deepEqual(inbox.applied, ['a.bundle'])
  assert.deepEqual(inbox.seen()['refused'], [], 'no account without its bundle')
  stuck = 'no'
  assert.equal((await emptyInbox(inbox))[0]?.state, 'refused')
  assert.deepEqual([inbox.applied.length, existsSync(inbox.places.inboxNotes)], [1, false])
})

test('only so many are kept, by number and by age, each with its account; one of the same name makes room', async () => {
  const inbox = anInbox(() => aReport(), { keep: { releases: 2, ageMs: 7 * day } })
  for (const [index, name] of ['a.bundle', 'b.bundle', 'c.bundle', 'c.bundle'].entries()) {
    inbox.drop(name)
    await emptyInbox(inbox)
    const at = new Date(inbox.nowMs - (10 - index) * 3_600_000)
    for (const one of inbox.seen()['done'] ?? []) if (one === `${name}.reason`) utimesSync(join(inbox.places.inboxDone, one), at, at)
  }
  assert.deepEqual(inbox.seen()['done'], ['b.bundle', 'b.bundle.json', 'b.bundle.reason', 'c.bundle', 'c.bundle.json', 'c.bundle.reason'])
  inbox.nowMs += 8 * day
  await emptyInbox(inbox)
  assert.deepEqual(inbox.seen()['done'], [])
})

test('an inbox that is not there yet is made, and notes that are damaged are none', async () => {
  const inbox = anInbox(() => failed('TEMPORARY'))
  rmSync(inbox.places.inbox, { recursive: true })
  assert.deepEqual(await emptyInbox(inbox), [])
  inbox.drop('a.bundle')
  for (const text of ['{', '[null, 1, {"name": "a.bundle"}]', '{"name":1}']) {
    writeFileSync(inbox.places.inboxNotes, text)
    assert.equal((await emptyInbox(inbox))[0]?.state, 'waits')
  }
})

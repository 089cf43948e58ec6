import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountOf } from '../../../../src/cli/words/bundle-account.ts'
import type { InboxItem } from '../../../../src/upgrade/inbox/inbox.ts'
import { aReport } from '../../../support/scripted-world.ts'

const atMs = Date.UTC(2026, 10, 21, 18)
const item = (changes: Partial<InboxItem> = {}): InboxItem => ({ name: 'acme-2.0.0.bundle', state: 'done', because: '', path: '/var/lib/app-upgrade/acme/done/acme-2.0.0.bundle', report: aReport(), told: 'yes', ...changes })

test('what was applied: what it did, and when', () => {
  const { text, json } = accountOf('acme', item(), atMs)
  assert.equal(text, `acme-2.0.0.bundle: done
  when:    2026-11-21T18:00:00.000Z

acme: 2.0.0 is live (was 1.4.2), 0.4 s without service
  trust:   minisign key RWQf6LRC over SHA256SUMS
`)
  assert.deepEqual([JSON.parse(json).state, JSON.parse(json).report.to], ['done', '2.0.0'])
})

test('what was refused: why, what runs, and what to do about it', () => {
  const report = aReport({ outcome: 'refused', running: '2.1.0', trouble: { code: 'REFUSED', messages: ['2.0.0 is older than the live 2.1.0'], next: null } })
  const { text } = accountOf('acme', item({ state: 'refused', path: '/var/lib/app-upgrade/acme/refused/acme-2.0.0.bundle', report }), atMs)
  assert.equal(text, `acme-2.0.0.bundle: refused
  when:    2026-11-21T18:00:00.000Z

app-upgrade: 2.0.0 is older than the live 2.1.0
  now:     2.1.0 is live as before, nothing was touched

Nothing is retried. When the reason is gone, put the bundle into the inbox again:
  mv '/var/lib/app-upgrade/acme/refused/acme-2.0.0.bundle' '/var/lib/app-upgrade/acme/inbox/acme-2.0.0.bundle'
An older or a skipped release is taken by a person only, and only if its signature holds:
  app-upgrade upgrade acme --bundle '/var/lib/app-upgrade/acme/refused/acme-2.0.0.bundle' --force
`)
})

test('a name that repaints a terminal or forges a line is written out', () => {
  const { text, json } = accountOf('acme', item({ name: 'a\x1b[2J\nacme: done.bundle' }), atMs)
  assert.match(text, /^a\\x1b\[2J\\x0aacme: done\.bundle: done\n/)
  assert.doesNotMatch(json.trimEnd(), /[\x1b\n]/)
})

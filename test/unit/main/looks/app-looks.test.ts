import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Settings } from '../../../../src/config/settings.ts'
import { rehearsal } from '../../../../src/main/looks/app-looks.ts'

const settings = (probes: readonly string[], names: readonly string[]): { readonly settings: Settings } => ({
  settings: { probes: probes.map((kind) => ({ kind })), rehearsal: { unsandboxed: 'allowed', commands: names.map((name) => ({ name })) } } as unknown as Settings,
})

test('what a new version is asked, or that it is asked nothing', async () => {
  assert.equal(await rehearsal(settings(['http', 'version'], ['config check'])), "a new version is asked before it is live: which version it is, 'config check'")
  assert.match(await rehearsal(settings(['http'], [])), /is asked nothing before it is live; \[\[rehearse\]\]/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { goBack } from '../../../../src/main/back/go-back.ts'
import { emptyReport, type Report, type Request } from '../../../../src/upgrade/report.ts'
import type { Admitted, RunPorts } from '../../../../src/upgrade/run.ts'
import { addWord, readWords } from '../../../../src/upgrade/memory/skips.ts'
import { aLivedHost, type LivedHost } from '../../../support/a-lived-host.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const plain: Request = { way: 'back', version: null, channel: null, url: null, prefix: null, bundle: null, occasion: 'person', force: 'no', dryRun: 'no', actor: 'root', reason: null }

interface Gone { readonly report: Report; readonly to: readonly string[]; readonly words: readonly string[] }

/** Goes back on a host whose transaction ends like this, and tells what it was planned for and which words were left. */
async function going({ app, state }: LivedHost, asked: Partial<Request> = {}, outcome: Report['outcome'] = 'upgraded'): Promise<Gone> {
  const to: string[] = []
  const ports = {
    app: app.name, gates: [], circumstances: async () => ({ occasion: 'person' }),
    plan: async (_: unknown, admitted: Admitted) => {
      to.push(admitted.version)
      return { ...aPlan(), to: { ...aPlan().to, version: admitted.version } }
    },
    apply: async () => emptyReport(app.name, outcome),
  } as unknown as RunPorts
  const report = await goBack({ app, instance: 'acme', transaction: 't', request: { ...plain, ...asked }, tell: () => {} }, state, ports)
  return { report, to, words: (await readWords(disk, app.places.words)).map(({ version, says, because }) => `${says} ${version}: ${because}`) }
}

test('P15 back to what ran before; the version that was left is skipped, with the reason', async (t) => {
  const { report, to, words } = await going(aLivedHost(t, ['1.0.0', '2.0.0']), { reason: 'slow' })
  assert.deepEqual([to, words], [['1.0.0'], ['skip 2.0.0: slow']])
  assert.deepEqual(report.notes, ['2.0.0 is skipped from now on', 'no release older than 2.0.0 is taken by itself'])
})

test('P15 what was left is not skipped when the way back failed', async (t) => {
  assert.deepEqual((await going(aLivedHost(t, ['1.0.0', '2.0.0']), {}, 'rolled-back')).words, [])
})

test('P15 --to leads to any release that ran here', async (t) => {
  assert.deepEqual((await going(aLivedHost(t, ['1.0.0', '1.1.0', '2.0.0']), { version: 'v1.0.0' })).to, ['1.0.0'])
})

test('P15 a version that was found ill, or is skipped, needs force; then it is skipped no more', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '2.0.0', '1.0.0'])
  await addWord(disk, host.app.places.words, { version: '2.0.0', says: 'skip', because: 'slow', atMs: 1 })
  await rejectsWithFailure('REFUSED', /^2\.0\.0, which ran before, is skipped: slow$/, going(host))
  await rejectsWithFailure('REFUSED', /is skipped/, going(host, { version: '2.0.0' }))
  await assert.rejects(going(host, { version: '2.0.0' }), { next: "'app-upgrade rollback acme --to 2.0.0 --force' returns to it all the same; 'app-upgrade list acme' shows which releases are still here, for 'rollback --to'" })
  const { to, words } = await going(host, { force: 'yes' })
  assert.deepEqual(to, ['2.0.0'])
  assert.deepEqual(words.slice(1), ['skip 1.0.0: it was rolled back by root', 'unskip 2.0.0: it was returned to by root'])
})

test('P15 one that was ill once, ran later and was found ill again is refused by what the journals say', async (t) => {
  await rejectsWithFailure('REFUSED', /is skipped: it was found ill/, going(aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0', '1.1.0!']), { version: '1.1.0' }))
})

test('f07 who asks for what is live already is told so, and nothing happens', async (t) => {
  const { report, to } = await going(aLivedHost(t, ['1.0.0', '2.0.0', '1.0.0']), { version: '1.0.0' })
  assert.deepEqual([report.outcome, report.running, report.notes, to], ['nothing', '1.0.0', ['1.0.0 is live already'], []])
})

test('a version of one\'s own choice is held to minimum_version; the one before is not, for it ran a moment ago', async (t) => {
  const host = aLivedHost(t, ['1.0.0', '1.1.0', '2.0.0'], { minimumVersion: '1.5.0' })
  await rejectsWithFailure('REFUSED', /^1\.0\.0 is older than minimum_version, 1\.5\.0$/, going(host, { version: '1.0.0' }))
  assert.deepEqual((await going(host, { version: '1.0.0', force: 'yes' })).to, ['1.0.0'])
  assert.deepEqual((await going(host)).to, ['1.1.0'])
})

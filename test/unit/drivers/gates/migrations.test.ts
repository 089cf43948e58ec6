import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { migrations, unaskedMigrations, type MigrationRule } from '../../../../src/drivers/gates/migrations.ts'
import { failure } from '../../../../src/errors.ts'
import { isPrintable } from '../../../../src/formats/printable.ts'
import type { Command, CommandResult } from '../../../../src/host/types.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { askGates } from '../../../../src/upgrade/ask-gates.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const rule: MigrationRule = {
  check: { argv: ['{new:acme0}', 'migrate', '--check', '{from}'], user: null, timeoutMs: 1500 },
  compatible: [0], migrates: [1], incompatible: [2], onMigration: 'refuse', snapshot: null,
}
const signal = new AbortController().signal
const said = (status: number | null, output = '', trouble: string | null = null): CommandResult => ({ status, output, trouble })

function aGate(result: CommandResult, changes: Partial<MigrationRule> = {}, account: string | null = 'acme') {
  const ran: Command[] = []
  return { ran, gate: migrations({ ...rule, ...changes }, { run: async (command) => { ran.push(command); return result } }, account) }
}
const asked = (result: CommandResult, changes: Partial<MigrationRule> = {}, plan: Plan = aPlan()) => aGate(result, changes).gate.ask(plan, signal)

describe('P13 the check of migrations', () => {
  test('the new files themselves are asked, as whom the daemon runs, unless the settings say as whom', async () => {
    const { ran, gate } = aGate(said(0))
    await gate.ask(aPlan(), signal)
    assert.deepEqual(ran.map(({ argv, user, timeoutSeconds }) => ({ argv, user, timeoutSeconds })), [{ argv: ['/opt/acme/releases/2.0.0/acme0', 'migrate', '--check', '1.0.0'], user: 'acme', timeoutSeconds: 2 }])
    const other = aGate(said(0), { check: { ...rule.check, user: 'postgres' } })
    await other.gate.ask(aPlan(), signal)
    assert.equal(other.ran[0]?.user, 'postgres')
  })

  test('P13 0: compatible', async () => assert.deepEqual(await asked(said(0)), { kind: 'yes' }))

  test('P13 1: it migrates, and nobody said what then: refused, with the ways on, whatever force says', async () => {
    const answer = await asked(said(1, 'schema 3 to 4\n'))
    assert.ok(answer.kind === 'no' && answer.overridable === 'no')
    assert.match(answer.reason, /^version 2\.0\.0 migrates the data of 'acme': schema 3 to 4; 1\.0\.0 may not be able to read them/)
    for (const way of ['snapshot', 'roll-back', 'stay']) assert.ok(answer.next.includes(`"${way}"`), way)
    await rejectsWithFailure('REFUSED', /migrates the data/, askGates([aGate(said(1)).gate], aPlan(), { force: 'yes' }, signal))
    assert.equal((await asked(said(1), {}, aPlan({ from: 'nothing' }))).kind, 'yes', 'with nothing live there is nothing to go back to')
  })

  test('P13 1: who goes back by hand may pass with force: the question was for the way on', async () => {
    const answer = await asked(said(1), {}, aPlan({ to: '0.9.0' }))
    assert.ok(answer.kind === 'no' && answer.overridable === 'yes')
    assert.match(answer.next, /--force' goes back as they are/)
  })

  test('P13 1: what the operator wants then is said, and planned', async () => {
    const ask = async (onMigration: MigrationRule['onMigration']) => askGates([aGate(said(1), { onMigration }).gate], aPlan(), { force: 'no' }, signal)
    const [back, stay, snapshot] = [await ask('roll-back'), await ask('stay'), await ask('snapshot')]
    assert.deepEqual([back.migrates, stay.migrates, snapshot.migrates], ['no', 'yes', 'yes'])
    assert.match(back.remarks.join(), /1\.0\.0 is said to be able to live with them$/)
    assert.match(stay.remarks.join(), /there is no automatic way back once 2\.0\.0 has started$/)
    assert.match(snapshot.remarks.join(), /a snapshot is taken before, and put back if 2\.0\.0 is ill$/)
  })

  test('P13 2, g32: incompatible is its publisher\'s word, and no force helps', async () => {
    for (const onMigration of ['refuse', 'roll-back', 'stay', 'snapshot'] as const) {
      const answer = await asked(said(2, 'upgrade to 1.9 first'), { onMigration })
      assert.ok(answer.kind === 'no' && answer.overridable === 'no')
      assert.match(answer.reason, /^version 2\.0\.0 cannot work with the data of 'acme': upgrade to 1\.9 first$/)
    }
  })

  test('other statuses mean what the settings say', async () => {
    const changes = { compatible: [0, 10], migrates: [20], incompatible: [30], onMigration: 'roll-back' } as const
    assert.equal((await asked(said(10), changes)).kind, 'yes')
    assert.ok('remark' in await asked(said(20), changes))
    assert.match(JSON.stringify(await asked(said(30), changes)), /cannot work/)
    assert.match(JSON.stringify(await asked(said(1), changes)), /nobody can say .*exit status 1/)
  })
})

describe('no answer', () => {
  test('not knowing is not a yes, and what it said is shown, printable and cut', async () => {
    for (const result of [said(64, 'unknown command\n'), said(null, '', 'timed out after 2 s'), said(null, '', 'killed by signal 9')]) {
      const answer = await asked(result)
      assert.ok(answer.kind === 'no' && answer.overridable === 'no')
      assert.match(answer.reason, /^nobody can say what version 2\.0\.0 would do to the data of 'acme': \/opt\/acme\/releases\/2\.0\.0\/acme0 did not tell \(/)
    }
    const hostile = await asked(said(9, `\u001B]0;x\u0007${'long '.repeat(500)}\nsecond\n3\n4\n5 is too much\n`))
    assert.ok(hostile.kind === 'no' && isPrintable(hostile.reason) && hostile.reason.length < 1200 && hostile.reason.includes('second') && !hostile.reason.includes('too much'))
  })
  test('who goes back by hand may pass: that version may be older than the question', async () => {
    const back = { ...aPlan(), way: 'back' } as const
    const answer = await asked(said(64), {}, back)
    assert.ok(answer.kind === 'no' && answer.overridable === 'yes' && answer.next.includes('--force'))
    const g31 = await asked(said(2), {}, back)
    assert.ok(g31.kind === 'no' && g31.overridable === 'no', 'one that knows the data, and cannot read them, is not started on them')
  })
  test('a bus that is gone is no answer either', async () => {
    const gate = migrations(rule, { run: async () => { throw failure('UNAVAILABLE', 'the bus is gone') } }, null)
    await rejectsWithFailure('UNAVAILABLE', /bus is gone/, gate.ask(aPlan(), signal))
  })
})

describe('P13 where nothing can shut the check in', () => {
  const ask = (onMigration: MigrationRule['onMigration'], plan: Plan = aPlan()) => unaskedMigrations(onMigration).ask(plan, signal)

  test('who wants none, or none without a snapshot, is refused, and told how the question can be asked', async () => {
    for (const onMigration of ['refuse', 'snapshot'] as const) {
      const answer = await ask(onMigration)
      assert.ok(answer.kind === 'no' && answer.overridable === 'no', onMigration)
      assert.match(`${answer.reason}; ${answer.next}`, new RegExp(`nobody asked what 2\\.0\\.0 does to the data of 'acme': .*on_migration is "${onMigration}"; '\\[rehearsal\\] unsandboxed = "allowed"'`))
    }
    const back = await ask('refuse', aPlan({ to: '0.9.0' }))
    assert.ok(back.kind === 'no' && back.overridable === 'yes', 'by hand, to a version that may be older than the question')
  })

  test('who would have gone on in any case is told; and where nothing is live there is nothing to lose', async () => {
    for (const answer of [await ask('stay'), await ask('roll-back'), await ask('refuse', aPlan({ from: 'nothing' }))]) assert.match((answer.kind === 'yes' ? answer.remark : '') ?? '', /nobody asked what 2\.0\.0 does/)
  })
})

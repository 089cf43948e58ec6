import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { environment } from '../../../../src/drivers/gates/environment.ts'
import { failure } from '../../../../src/errors.ts'
import { askGates } from '../../../../src/upgrade/ask-gates.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { gateTools } from '../../../support/gate-tools.ts'
import { aPlan } from '../../../support/scripted-world.ts'

const signal = new AbortController().signal
const [example, old, live] = ['/opt/acme/releases/2.0.0/.env.example', '/opt/acme/releases/1.4.2/.env.example', '/etc/acme.env']
type Disk = Readonly<Record<string, string | Error>>
const gate = (disk: Disk, changes: object) => environment.make({ kind: 'environment', ...('files' in changes ? {} : { file: live }), ...changes }, gateTools({ disks: [disk] }).tools)
const ask = (disk: Disk, changes: object = {}, plan: Partial<Plan> = {}): Promise<Answer> => gate(disk, changes).ask(aPlan(plan), signal)
async function said(disk: Disk, changes: object = {}, plan: Partial<Plan> = {}): Promise<string> {
  const answer = await ask(disk, changes, plan)
  return answer.kind === 'yes' ? `yes${answer.remark === undefined ? '' : `: ${answer.remark}`}` : answer.reason
}

test('P14 every key that is missing is named, absent and empty told apart, with the file and what to do', async () => {
  const answer = await ask({ [example]: 'A=\nB=\nC=1\nD=\nE=', [live]: 'A=1\nD=\n' })
  assert.deepEqual(answer, {
    kind: 'no', overridable: 'yes',
    reason: "version 2.0.0 needs settings that '/etc/acme.env' does not have: absent: B, E; empty: D",
    next: "give them values in '/etc/acme.env'; the release's own '.env.example' says what they are for; '--force' passes it, and is recorded",
  })
})

for (const [what, text] of [['a value', 'A=1'], ['quotes', "A='1'\n"], ['export', 'export A=1\n'], ['CR LF', 'A=1\r\n'], ['a byte order mark', '\ufeffA=1\n']] as const)
  test(`P14 ${what} is a value`, async () => { assert.match(await said({ [example]: 'A=\n', [live]: text }), /^yes/) })
for (const [what, text] of [['CR LF', 'A=\r\n'], ['quotes with nothing between', 'A=""\n'], ['white space', 'A=  \n'], ['a comment', 'A= # the token\n'], ['export of nothing', 'export A=\n']] as const)
  test(`P14 ${what} is no value`, async () => { assert.match(await said({ [example]: 'A=\n', [live]: text }), /: empty: A/) })

test('P14 a default in the example is no requirement; an example without a last line feed is read to its end', async () => {
  assert.equal(await said({ [example]: 'A=1\n', [live]: '' }), 'yes')
  assert.match(await said({ [example]: 'A=1\nB=', [live]: 'A=' }), /: absent: B$/)
})

test('P14 --force passes, and is recorded; where the operator forbids it, it does not', async () => {
  const disk = { [example]: 'A=\n', [live]: '' }
  const { remarks } = await askGates([gate(disk, {})], aPlan(), { force: 'yes' }, signal)
  assert.deepEqual(remarks, ["passed by force: version 2.0.0 needs settings that '/etc/acme.env' does not have: absent: A"])
  await assert.rejects(askGates([gate(disk, { overridable: false })], aPlan(), { force: 'yes' }, signal), /absent: A$/)
  await assert.rejects(askGates([gate(disk, {})], aPlan(), { force: 'no' }, signal), { code: 'REFUSED' })
})

test('P14 present and empty may be good enough', async () => {
  assert.equal(await said({ [example]: 'A=\n', [live]: 'A=' }, { empty: 'set' }), 'yes')
  assert.match(await said({ [example]: 'A=\nB=\n', [live]: 'A=' }, { empty: 'set' }), /have: absent: B$/)
})

test("P14 only what the live version's example does not require, and everything when that is not here", async () => {
  const disk = { [example]: 'OLD=\nWAS_DEFAULT=\nNEW=\n', [old]: 'OLD=\nWAS_DEFAULT=1\n', [live]: '' }
  assert.match(await said(disk), /absent: OLD, WAS_DEFAULT, NEW$/)
  assert.match(await said(disk, { only: 'new' }), /absent: WAS_DEFAULT, NEW$/)
  const { [old]: _, ...without } = disk
  assert.match(await said(without, { only: 'new' }), /absent: OLD, WAS_DEFAULT, NEW$/)
  assert.match(await said({ ...without, [live]: 'OLD=1\nWAS_DEFAULT=1\nNEW=1' }, { only: 'new' }), /^yes: the live version's '.env.example' is not here to be compared with/)
  assert.match(await said({ ...disk, [old]: 'OLD=\0' }, { only: 'new' }), /absent: OLD, WAS_DEFAULT, NEW$/)
  assert.match(await said(disk, { only: 'new' }, { from: null }), /absent: OLD, WAS_DEFAULT, NEW$/)
})

test('P14 several files: the last one counts; behind a - one may be missing', async () => {
  const [a, b] = ['/etc/a.env', '/etc/b.env']
  assert.equal(await said({ [example]: 'A=\nB=\n', [a]: 'A=1\nB=', [b]: 'B=1' }, { files: [a, b] }), 'yes')
  assert.match(await said({ [example]: 'A=\n', [a]: 'A=1', [b]: 'A=' }, { files: [a, b] }), /settings that '\/etc\/a.env' and '\/etc\/b.env' do not have: empty: A$/)
  assert.equal(await said({ [example]: 'A=\n', [a]: 'A=1' }, { files: [a, `-${b}`] }), 'yes')
  assert.match(await said({ [example]: 'A=\n', [a]: 'A=1' }, { files: [a, b] }), /'\/etc\/b.env' does not exist$/)
})

test('a link is followed, and one that leads nowhere is a file that does not exist', async () => {
  assert.equal(await said({ [example]: 'A=\n', [live]: '-> acme.d/env', '/etc/acme.d/env': 'A=1' }), 'yes')
  assert.match(await said({ [example]: '', [live]: '-> /nowhere' }), /'\/etc\/acme.env' does not exist$/)
  assert.match(await said({ [example]: '', [live]: '-> acme.env' }), /chain of more than/)
})

test('a file that cannot be read is a no with its reason, and so is a release without its example', async () => {
  assert.match(await said({ [example]: '', [live]: failure('PERMISSION', "cannot open '/etc/acme.env'") }), /^the settings of the daemon cannot be compared .* version 2.0.0 asks for: cannot open '\/etc\/acme.env': this is not allowed to us, for our root has no capabilities$/)
  const closed = await ask({ [example]: '', [live]: failure('PERMISSION', "cannot open '/etc/acme.env'") })
  assert.match(closed.kind === 'no' ? closed.next : '', /CapabilityBoundingSet=CAP_DAC_READ_SEARCH; '--force' passes it/)
  assert.match(await said({ [example]: 'A=', [live]: 'A=1\0' }), /'\/etc\/acme.env' has a zero byte in it/)
  assert.match(await said({ [live]: '' }), /^version 2.0.0 has no file '.env.example', so nobody can tell/)
  assert.match(await said({ [example]: 'A=\0', [live]: '' }), /^the file '.env.example' of version 2.0.0 cannot be read: '.env.example' has a zero byte/)
  assert.match(await said({ [live]: 'x'.repeat(2 ** 20 + 1), [example]: '' }), /at most 1048576 are read/)
})

test('the way back to a release without its example is not barred', async () => {
  assert.match(await said({ [live]: '' }, {}, { way: 'back' }), /^yes: nobody compared the settings, for version 2.0.0 has no file/)
  assert.match(await said({ [example]: 'A=', [live]: '' }, {}, { way: 'back' }), /absent: A$/)
})

test('E43 no value is told, whatever is wrong with its line; what systemd passes over is', async () => {
  const bad = 'export A=hunter2\nhunter2\nhunter-2=hunter2\nB="hunter2\n'
  const [yes, no] = [await said({ [example]: 'A=\nB=\n', [live]: bad }), await said({ [example]: 'C=\n', [live]: bad })]
  assert.match(yes, /^yes: line 1 of '\/etc\/acme.env': it begins with 'export', .*; line 2 of .*; and 1 more line like these$/)
  assert.match(no, /absent: C \(line 1 of /)
  assert.doesNotMatch(yes + no, /hunter/)
})

test('at most fifty names are listed, and none at length', async () => {
  const names = Array.from({ length: 60 }, (_, at) => `K${at}=`).join('\n')
  assert.match(await said({ [example]: names, [live]: '' }), /K48, K49 and 10 more$/)
  assert.match(await said({ [example]: `${'K'.repeat(500)}=`, [live]: '' }), /: absent: K{64}…$/)
})

test('P14 wattcloud: an unset key that the installer never writes is no dead end', async () => {
  const settings = { file: '/etc/wattcloud/wattcloud.env', optional: ['BYO_*_CLIENT_ID', 'SFTP_HOST_ALLOWLIST'] }
  assert.equal(await said({ [example]: 'BYO_BASE_URL=\nBYO_BOX_CLIENT_ID=\nSFTP_HOST_ALLOWLIST=\n', '/etc/wattcloud/wattcloud.env': 'BYO_BASE_URL=https://x\n' }, { files: [settings.file], optional: settings.optional }), 'yes')
})

test('a table that could mean two things, or nothing, is refused when it is read', () => {
  const isGood = (table: object): boolean => v.safeParse(environment.schema, { kind: 'environment', ...table }).success
  assert.ok(isGood({ file: live }) && isGood({ file: `-${live}`, optional: ['A_*', '?'] }) && isGood({ files: [live], example: 'etc/x.env', required: 'marked', required_marker: '@must' }))
  for (const wrong of [{}, { file: live, files: [live] }, { files: [] }, { file: 'acme.env' }, { file: '--/x' }, { file: live, example: '../x' }, { file: live, example: '/etc/x' }, { file: live, example: 'a/' }, { file: live, optional: ['A-B'] }, { file: live, optional: ['*'.repeat(5)] }, { file: live, optional_marker: '#' }, { file: live, required: 'some' }])
    assert.equal(isGood(wrong), false, JSON.stringify(wrong))
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { BuildInfoSettings } from '../../../src/config/settings.ts'
import type { Command, CommandResult } from '../../../src/host/types.ts'
import { withBuildInfo } from '../../../src/main/build-info.ts'
import type { Plan } from '../../../src/upgrade/plan.ts'
import { aPlan } from '../../support/a-plan.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const line = 'banger v2.0.0 (commit abcd1234, built 2026-04-28T20:45:50Z)\n'

function asked(t: TestContext, answer: Partial<CommandResult>, plan: Plan = aPlan(), text = ''): { readonly commands: Command[]; readonly planned: Promise<Plan> } {
  const directory = mkdtempSync(join(tmpdir(), 'build-info-'))
  t.after(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'install.toml'), text)
  const buildInfo: BuildInfoSettings = {
    file: join(directory, 'install.toml'), format: 'toml', set: { version: 'v{version}', commit: '{commit}', built_at: '{at}' },
    ask: { command: { argv: ['{new:acme0}', '--version'], user: null, timeoutMs: 5000 }, pattern: 'commit (?<commit>[0-9a-f]+), built (?<at>[^)]+)' },
  }
  const commands: Command[] = []
  const run = async (command: Command): Promise<CommandResult> => (commands.push(command), { status: 0, output: line, trouble: null, ...answer })
  return { commands, planned: withBuildInfo({ buildInfo }, async () => ({ run }))(plan) }
}

test('the staged new version says what it is, and the plan says what will be written', async (t) => {
  const { commands, planned } = asked(t, {})
  assert.deepEqual((await planned).buildInfo?.values, { version: 'v2.0.0', commit: 'abcd1234', built_at: '2026-04-28T20:45:50Z' })
  assert.deepEqual(commands.map(({ argv, timeoutSeconds }) => [argv, timeoutSeconds]), [[[aPlan().files[0].newPath, '--version'], 5]])
})

test('a version that does not say it is refused before anything is touched', async (t) => {
  await rejectsWithFailure('REFUSED', /does not say what it is: exit status 3: no such option/, asked(t, { status: 3, output: 'no such option\n' }).planned)
  await rejectsWithFailure('REFUSED', /timed out/, asked(t, { status: null, trouble: 'timed out after 5 s' }).planned)
  await rejectsWithFailure('REFUSED', /does not match the pattern/, asked(t, { output: 'banger v2.0.0\n' }).planned)
})

test('a way back is not refused for the sake of a text: what is known is written', async (t) => {
  const { planned } = asked(t, { status: 3 }, aPlan({ to: '0.9.0' }))
  assert.deepEqual((await planned).buildInfo?.values, { version: 'v0.9.0' })
})

test('a file that cannot be changed is found before anything is touched; a way back goes all the same', async (t) => {
  await rejectsWithFailure('CONFIG', /could not be recorded afterwards/, asked(t, {}, aPlan(), 'version = \n').planned)
  const { planned } = asked(t, {}, aPlan({ to: '0.9.0' }), 'version = \n')
  assert.equal((await planned).buildInfo?.values['version'], 'v0.9.0')
})

test('without the section nobody is asked', async () => {
  const plan = aPlan()
  assert.equal(await withBuildInfo({ buildInfo: null }, () => assert.fail('asked'))(plan), plan)
})

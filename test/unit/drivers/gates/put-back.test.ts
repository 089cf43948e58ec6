import assert from 'node:assert/strict'
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { opened, putBack, type Shut } from '../../../../src/drivers/gates/put-back.ts'
import { disk } from '../../../../src/host/disk.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Answer } from '../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../support/a-directory.ts'

interface Tried { readonly answer: Answer; readonly asked: readonly string[] }
async function ask({ written = [], companions = [], recorded = [], shut = null }: { readonly written?: readonly string[]; readonly companions?: readonly string[]; readonly recorded?: readonly string[]; readonly shut?: Shut | null }): Promise<Tried> {
  const asked: string[] = []
  const gate = putBack({ disk, recorded, written: async () => written.map((path) => ({ path })), shutOut: async (directories) => { asked.push(...directories); return shut } })
  return { answer: await gate.ask({ companions: companions.map((path) => ({ path })) } as unknown as Plan, new AbortController().signal), asked }
}

test('everything that is replaced could have to be put back: the files, what travels, and what is said of them', async () => {
  const { answer, asked } = await ask({ written: ['/nowhere/bin'], companions: ['/nowhere/etc/acme.conf', '/nowhere/etc/other.conf'], recorded: ['/nowhere/info'] })
  assert.deepEqual([answer, asked], [{ kind: 'yes' }, ['/nowhere/bin', '/nowhere/etc', '/nowhere/info']])
})

test('a sandbox shuts places, not names', async (t: TestContext) => {
  const root = realpathSync(aDirectory(t))
  mkdirSync(join(root, 'real'))
  symlinkSync(join(root, 'real'), join(root, 'link'))
  assert.deepEqual((await ask({ written: [join(root, 'link')] })).asked, [join(root, 'real')])
})

test('who may not put back is told before the swap, with one drop-in for all of them, and no force', async () => {
  const { answer } = await ask({ companions: ['/etc/acme/acme.conf'], shut: { unit: 'app-upgrade-fallback@.service', directory: '/etc/acme' } })
  assert.deepEqual(answer, {
    kind: 'no', overridable: 'no', code: 'CANT_CREATE',
    reason: "what is replaced in '/etc/acme' could not be put back after a crash: 'app-upgrade-fallback@.service' may not write there",
    next: "write '[Service]' and 'ReadWritePaths=/etc/acme' to /etc/systemd/system/app-upgrade-.service.d/own.conf, then 'systemctl daemon-reload'",
  })
  assert.match(opened('/home/acme/bin'), /'ProtectHome=no'/)
})

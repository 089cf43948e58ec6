import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { privateCgroups } from './bed/cgroups.ts'

const top = '/sys/fs/cgroup'
const hierarchies = existsSync(join(top, 'cgroup.procs')) ? [top] : [join(top, 'systemd'), join(top, 'memory')].filter((path) => existsSync(path))

test('several test processes that start together sweep the same leftovers, and each of them goes on', { timeout: 120_000 }, async () => {
  const name = `app-upgrade-bed-${process.pid}-99`
  for (const hierarchy of hierarchies) for (let unit = 0; unit < 200; unit++) mkdirSync(join(hierarchy, name, `unit-${unit}`), { recursive: true })
  const script = `import { removePrivateCgroups } from '${new URL('bed/cgroups.ts', import.meta.url).href}'; process.stdin.once('data', () => { removePrivateCgroups('${name}'); process.exit() }); console.log('ready')`
  const sweepers = Array.from({ length: 4 }, () => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '--eval', script], { stdio: ['pipe', 'pipe', 'inherit'] }))
  await Promise.all(sweepers.map(async ({ stdout }) => await once(stdout, 'data')))
  const ended = sweepers.map(async (sweeper) => (await once(sweeper, 'exit'))[0] as number | null)
  for (const { stdin } of sweepers) stdin.write('go\n')
  assert.deepEqual(await Promise.all(ended), [0, 0, 0, 0])
  assert.equal(privateCgroups(name).length, 0)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { anApp, publicPathOf } from './upgrade/support/an-app.ts'
import { anOperatorsHost, installByHand } from './upgrade/support/an-operators-host.ts'
import { treeOf } from './upgrade/support/look.ts'
import { type } from './upgrade/support/operate.ts'

/** The same root, but nobody booted it: a container image, or a developer's machine. */
test('R11 without systemd an upgrade swaps the files and says what is left to do', { timeout: 120_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const { machine } = host
  const app = anApp({ name: 'acme' })
  const { offer } = await installByHand(host, app)
  await machine.poweroff()
  const live = (): Promise<string> => machine.must([publicPathOf(app), '--version'])

  await t.test('upgrade: exit 0, a warning, the new version at the public path', async () => {
    offer.add({ version: '1.1.0' })
    const { exit, out, err } = await type(machine, 'upgrade', 'acme', '--to', 'v1.1.0')
    assert.equal(exit, 0, err)
    assert.match(out + err, /no systemd here: start the new version yourself/)
    assert.equal(await live(), 'acmed 1.1.0\n')
  })

  await t.test('the same again is nothing to do', async () => {
    const { exit, out } = await type(machine, 'upgrade', 'acme', '--to', 'v1.1.0')
    assert.equal(exit, 0)
    assert.match(out, /1\.1\.0 is live already/)
  })

  await t.test('a tampered release is refused, and nothing is touched', async () => {
    const { artifact } = offer.add({ version: '1.2.0' })
    await machine.must(['sh', '-c', `printf x >> "/srv/releases/acme/${artifact}"`])
    const before = treeOf(machine, publicPathOf(app))
    assert.equal((await type(machine, 'upgrade', 'acme', '--to', 'v1.2.0')).exit, 40)
    assert.deepEqual(treeOf(machine, publicPathOf(app)), before)
    assert.equal(await live(), 'acmed 1.1.0\n')
  })

  await t.test('rollback goes back the same way, without the publisher', async () => {
    await machine.must(['rm', '-r', '/srv/releases/acme'])
    const { exit, err } = await type(machine, 'rollback', 'acme')
    assert.equal(exit, 0, err)
    assert.equal(await live(), 'acmed 1.0.0\n')
  })

  await t.test('doctor says that there is no systemd, as a warning', async () => {
    const { out } = await type(machine, 'doctor', 'acme')
    assert.match(out, /warning +systemd +systemd does not run here/)
  })
})

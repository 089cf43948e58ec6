import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExample, readLive } from '../../../../src/drivers/gates/settings-files.ts'
import { Bug, failure, isFailure } from '../../../../src/errors.ts'
import { gateTools } from '../../../support/gate-tools.ts'

const disk = gateTools({ disks: [{
  '/opt/acme/1/.env.example': 'A=\n', '/opt/acme/2/.env.example': '\0', '/etc/acme.env': 'A=1\n', '/etc/linked.env': '-> acme.env',
  '/etc/closed.env': failure('PERMISSION', "cannot open '/etc/closed.env'"), '/etc/odd.env': failure('IO', "'/etc/odd.env' is no regular file"), '/etc/bug.env': new Bug('broken'),
}] }).tools.disk

test("an example is read from the release's own directory; null when it has none", async () => {
  const read = await readExample('/opt/acme/1', '.env.example', disk)
  assert.ok(read !== null && !isFailure(read) && read.keys.has('A'))
  assert.equal(await readExample('/opt/acme/3', '.env.example', disk), null)
  assert.ok(isFailure(await readExample('/opt/acme/2', '.env.example', disk)))
})

test("the daemon's own is read through links; what keeps us out is said with its remedy", async () => {
  for (const path of ['/etc/acme.env', '/etc/linked.env', '-/etc/acme.env']) {
    const live = await readLive(path, disk)
    assert.ok('file' in live && live.file.keys.get('A')?.value === 'set' && !live.path.startsWith('-'), path)
  }
  const trouble = async (path: string): Promise<string> => {
    const live = await readLive(path, disk)
    return 'trouble' in live ? `${live.trouble}: ${live.remedy}` : `${live.file.keys.size} keys`
  }
  assert.match(await trouble('/etc/closed.env'), /our root has no capabilities: let root read it .*CAP_DAC_READ_SEARCH/)
  assert.match(await trouble('-/etc/closed.env'), /no capabilities/)
  assert.match(await trouble('/etc/odd.env'), /^'\/etc\/odd.env' is no regular file: correct 'file' under \[\[gate\]\]/)
  assert.match(await trouble('/etc/none.env'), /^'\/etc\/none.env' does not exist: correct/)
  assert.equal(await trouble('-/etc/none.env'), '0 keys')
  await assert.rejects(readLive('/etc/bug.env', disk), /broken/)
})

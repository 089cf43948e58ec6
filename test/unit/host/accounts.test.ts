import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { accountOf } from '../../../src/host/accounts.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

test('an account by its whole name; damaged lines are no accounts', async (t) => {
  const passwd = join(aDirectory(t), 'passwd')
  writeFileSync(passwd, 'root:x:0:0:root:/root:/bin/sh\njaco-old:x:7:7::/:\njaco:x:998:997::/:/bin/false\nbad:x:-1:5::/:\n+::::::\n')
  assert.deepEqual(await accountOf('jaco', passwd), { uid: 998, gid: 997 })
  for (const name of ['jac', 'bad', '+', '', 'x']) await rejectsWithFailure('CONFIG', /there is no user/, accountOf(name, passwd))
})

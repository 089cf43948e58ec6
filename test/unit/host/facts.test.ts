import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { containerIn, facts, hostKeyOf, parseControlGroup, parseOsRelease } from '../../../src/host/facts.ts'

test('os-release: quotes, comments, escapes, and no prototype to pollute', () => {
  const read = parseOsRelease('# c\nID=debian\nPRETTY_NAME="Debian \\"12\\" \\$x"\nNAME=\'One\'\nbad-key=x\n__proto__=x\nVERSION_ID="12"\n')
  assert.deepEqual({ ...read }, { ID: 'debian', PRETTY_NAME: 'Debian "12" $x', NAME: 'One', VERSION_ID: '12' })
})

test('the control group is the line of the unified hierarchy', () => {
  assert.equal(parseControlGroup('12:pids:/x\n0::/system.slice/jaco.service\n'), '/system.slice/jaco.service')
  assert.equal(parseControlGroup('1:name=systemd:/x\n'), null)
})

test('of this machine', async () => {
  const release = readFileSync('/etc/os-release', 'utf8')
  assert.ok(release.includes((await facts.osRelease())['ID'] ?? 'nothing'))
  assert.equal(facts.uid, process.getuid?.())
  assert.match(facts.kernel, /^\d+\.\d+/)
  assert.equal(await facts.controlGroup(), parseControlGroup(readFileSync('/proc/self/cgroup', 'utf8')))
})

test('machine-id(5) a machine has a key of its own, which does not show its id', () => {
  const [one, other] = ['0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789abcdee']
  assert.match(hostKeyOf(`${one}\n`, 'a'), /^[0-9a-f]{64}$/)
  assert.equal(hostKeyOf(`${one}\n`, 'a'), hostKeyOf(one, 'renamed'))
  assert.equal(new Set([hostKeyOf(one, 'a'), hostKeyOf(other, 'a'), hostKeyOf('', 'a'), hostKeyOf('uninitialized\n', 'b')]).size, 4)
  assert.ok(!hostKeyOf(one, 'a').includes(one.slice(0, 8)))
})

test('a container says what it is, by systemd or by a mark of its manager', async () => {
  const marks = (...paths: readonly string[]) => async (path: string) => (paths.includes(path) ? {} : null)
  assert.equal(await containerIn('systemd-nspawn\n', marks()), 'systemd-nspawn')
  assert.equal(await containerIn(null, marks('/run/.containerenv')), 'podman')
  assert.equal(await containerIn('', marks('/.dockerenv')), 'docker')
  assert.equal(await containerIn(null, marks()), null)
  assert.equal(await containerIn('\u001b[2J', marks()), null)
})

test('E45 the account is that of the machine, not of the environment', () => {
  const before = process.env['HOME']
  process.env['HOME'] = '/tmp/eve'
  try {
    const { name, home } = facts.account()
    const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((one) => one.split(':')[2] === String(process.getuid?.()))
    assert.deepEqual([name, home], [line?.split(':')[0], line?.split(':')[5]])
  } finally {
    if (before === undefined) delete process.env['HOME']
    else process.env['HOME'] = before
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dpkgOwners } from '../../../../src/drivers/gates/dpkg-owners.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

const info = '/var/lib/dpkg/info'
const owners = async (files: Readonly<Record<string, string>>, ...paths: readonly string[]): Promise<object> => Object.fromEntries(await dpkgOwners(aConfigDisk(files), paths))
const nodeExporter = { [`${info}/prometheus-node-exporter.list`]: '/.\n/usr\n/usr/bin\n/usr/bin/prometheus-node-exporter\n' }

test('E41 a listed file belongs to its package', async () => {
  assert.deepEqual(await owners(nodeExporter, '/usr/bin/prometheus-node-exporter', '/usr/local/bin/jaco'), { '/usr/bin/prometheus-node-exporter': 'prometheus-node-exporter' })
})
test('E41 nothing is owned by a prefix, or where there is no dpkg', async () => {
  assert.deepEqual(await owners(nodeExporter, '/usr/bin/prometheus-node', '/usr/bin/prometheus-node-exporter2'), {})
  assert.deepEqual(await owners({}, '/usr/bin/x'), {})
})
test('E41 with a merged /usr both spellings are one path', async () => {
  const files = { [`${info}/a.list`]: '/bin/a\n', [`${info}/b:amd64.list`]: '/usr/sbin/b\n' }
  assert.deepEqual(await owners(files, '/usr/bin/a', '/sbin/b', '/usr/local/bin/a'), { '/usr/bin/a': 'a', '/sbin/b': 'b:amd64' })
  assert.deepEqual(await owners(files, '/bin/a', '/usr/sbin/b'), { '/bin/a': 'a', '/usr/sbin/b': 'b:amd64' })
})
test('E41 a diverted file lies elsewhere, but not for the package that diverts it', async () => {
  const files = { [`${info}/perf:amd64.list`]: '/usr/bin/perf\n', [`${info}/wrapper:amd64.list`]: '/usr/bin/perf\n', '/var/lib/dpkg/diversions': '/usr/bin/perf\n/usr/bin/perf.real\nwrapper\n' }
  assert.deepEqual(await owners(files, '/usr/bin/perf', '/usr/bin/perf.real'), { '/usr/bin/perf': 'wrapper:amd64', '/usr/bin/perf.real': 'perf:amd64' })
})
test('E41 a path that the administrator diverted is free', async () => {
  const files = { [`${info}/perf.list`]: '/usr/bin/perf\n', '/var/lib/dpkg/diversions': '/usr/bin/perf\n/usr/bin/perf.distrib\n:\n' }
  assert.deepEqual(await owners(files, '/usr/bin/perf'), {})
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { loadSettings } from '../../src/config/load.ts'
import type { DriverSchemas } from '../../src/config/read-settings.ts'
import type { Settings } from '../../src/config/settings.ts'
import { knownKeys } from '../../src/config/unknown-keys.ts'
import { coordinators } from '../../src/drivers/coordination/table.ts'
import { gateDrivers } from '../../src/drivers/gates/table.ts'
import { layouts } from '../../src/drivers/layouts/table.ts'
import { probes } from '../../src/drivers/probes/table.ts'
import { sources } from '../../src/drivers/sources/table.ts'
import { tellers } from '../../src/drivers/tellers/table.ts'
import { trusts } from '../../src/drivers/trust/table.ts'
import { isFailure } from '../../src/errors.ts'
import type { DriverSettings } from '../../src/upgrade/plan.ts'
import { placesOf } from '../../src/upgrade/places.ts'
import { aConfigDisk } from '../support/config-disk.ts'

/** What every driver's schema owes to the app file, whatever it describes. */
type Table = Readonly<Record<string, { readonly schema: DriverSchemas['sources'][string] }>>
const schemasOf = (table: Table): DriverSchemas['sources'] => Object.fromEntries(Object.entries(table).map(([kind, { schema }]) => [kind, schema]))
const schemas: DriverSchemas = { sources: schemasOf(sources), trust: schemasOf(trusts), layouts: schemasOf(layouts), probes: schemasOf(probes), gates: schemasOf(gateDrivers), tellers: schemasOf(tellers), coordinators: schemasOf(coordinators) }

const publicKey = 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3'
const fiveLines = `[source]
url = "https://example.org/{tag}/jaco-{tag}-linux-{arch}.tar.gz"
[[trust]]
kind = "minisign"
keys = ["${publicKey}"]
`
const load = (text: string): Promise<Settings> => loadSettings(aConfigDisk({ '/etc/app-upgrade/jaco.toml': text }), 'jaco', placesOf('jaco'), schemas)

async function refusal(text: string): Promise<string> {
  const [outcome] = await Promise.allSettled([load(text)])
  if (outcome.status === 'fulfilled') assert.fail(`nothing was refused: ${JSON.stringify(outcome.value)}`)
  assert.ok(isFailure(outcome.reason) && outcome.reason.code === 'CONFIG', String(outcome.reason))
  return outcome.reason.message
}
const withProbe = (lines: string): string => `${fiveLines}[[probe]]\n${lines}\n`

test('five lines are enough, with the drivers that there really are', async () => {
  const settings = await load(fiveLines)
  assert.deepEqual([settings.source.kind, settings.trust[0].kind, settings.layout], ['url', 'minisign', { kind: 'links', home: '/opt/jaco' }])
})

for (const [port, drivers] of Object.entries(schemas)) {
  for (const [kind, schema] of Object.entries(drivers)) {
    // A schema whose keys cannot be seen would let typos through as soon as it were not strict.
    test(`E34 the keys of ${port} '${kind}' can be seen`, () => assert.ok(knownKeys(schema).length > 0 || kind === 'in-place'))
  }
}

test('what has passed once passes again, unchanged: plans keep it, and drivers read it back', async () => {
  const settings = await load(withProbe('kind = "http"\nurl = "http://127.0.0.1:8080/health"\ntimeout = "2s"\n[[probe]]\nkind = "version"\ncommand = ["{live}/jacod", "--version"]'))
  const again = (drivers: DriverSchemas['sources'], one: DriverSettings): void => {
    const schema = drivers[one.kind]
    assert.ok(schema !== undefined)
    const { kind: _, ...rest } = one
    assert.deepEqual({ kind: one.kind, ...v.parse(schema, JSON.parse(JSON.stringify(knownKeys(schema).includes('kind') ? one : rest))) }, { ...one })
  }
  again(schemas.sources, settings.source)
  again(schemas.layouts, settings.layout)
  for (const one of settings.trust) again(schemas.trust, one)
  assert.equal(settings.probes.length, 2)
  for (const one of settings.probes) again(schemas.probes, one)
})

const withSource = (lines: string): string => fiveLines.replace(/url = .*/, lines)
for (const lines of [
  'kind = "github"\nrepository = "acme/jaco"\nartifact = "jaco-{tag}-{os}-{arch}.tar.gz"\ntags = "jaco/{tag}"\ntoken = "github"',
  'kind = "gitea"\nrepository = "acme/jaco"\nhost = "https://codeberg.org"\nartifact = "jaco-{arch}"',
  'kind = "gitlab"\nrepository = "acme/sub/jaco"\nartifact = "jaco-{arch}"\ndownloads = ["https://cdn.example.org"]',
  'kind = "manifest"\nurl = "https://example.org/manifest.json"\nproduct = "jaco"',
])
  test(`a source that lists releases passes again, unchanged, and finds typos: ${lines.split('\n', 1)[0] ?? ''}`, async () => {
    const { source } = await load(withSource(lines))
    assert.deepEqual(v.parse(schemas.sources[source.kind] ?? v.never(), JSON.parse(JSON.stringify(source))), { ...source })
    assert.match(await refusal(withSource(`${lines}\nrepo = "x"`)), /jaco.toml:\d: source.repo: unknown key/)
    const said = await refusal(withSource(`${lines.replace(/token = .*/, '')}\ntoken = "ghp_hunter2AAAA"`))
    assert.match(said, /source.token: must be the name of a secret/)
    assert.doesNotMatch(said, /hunter2/)
  })

test('E34 typos in any driver are found', async () => {
  assert.equal(await refusal(fiveLines.replace('kind =', 'sings = "x"\nkind =')), "/etc/app-upgrade/jaco.toml:4: trust[0].sings: unknown key; did you mean 'signs'?")
  assert.match(await refusal(fiveLines.replace('url =', 'ulr =')), /jaco.toml:2: source.ulr: unknown key; did you mean 'url'\?/)
  assert.match(await refusal(withProbe('kind = "http"\nurl = "http://127.0.0.1/"\nstaus = [200]')), /jaco.toml:9: probe\[0\].staus: unknown key; did you mean 'status'\?/)
})
test('E47 a probe of another machine, or one with a password in it, is refused', async () => {
  assert.match(await refusal(withProbe('kind = "http"\nurl = "http://10.0.0.7/health"')), /^\/etc\/app-upgrade\/jaco.toml:8: probe\[0\].url: /)
  const said = await refusal(withProbe('kind = "http"\nurl = "http://alice:hunter2@127.0.0.1/health"'))
  assert.match(said, /jaco.toml:8: probe\[0\].url: /)
  assert.doesNotMatch(said, /hunter2|alice/)
})
test('E48 no key, half a key, or the secret key are refused, and no key is shown', async () => {
  const secret = 'RWRTY0IyWhQTh1zZ2yyz8jYcN0AzyHAKiNlBH3xRCiMrDsHDzHQAAgAAAAAAAAAAEAAAAABpxk0mC4wqBvhkWOvRyOm0rmWS6DW4G4GwTqkHJcGAqVAqV1CaHmzgM2n7OzxS6p4rjYpJpgRcIjMa3i3Gv8hzhqkqQF9dLp3gBHQvFhLJ2fHq1m8EJlZVNWYyKz1lFhI='
  for (const keys of ['[]', `["${publicKey.slice(0, -8)}"]`, `["${secret}"]`, '[""]', `"${publicKey}"`]) {
    const said = await refusal(fiveLines.replace(/keys = .*/, `keys = ${keys}`))
    assert.match(said, /^\/etc\/app-upgrade\/jaco.toml:[345]: trust\[0\]/, keys)
    assert.doesNotMatch(said, /RWRTY0Iy|RWQf6LRC/, keys)
  }
})
test('E46 times of drivers have units too', async () => {
  assert.match(await refusal(withProbe('kind = "http"\nurl = "http://127.0.0.1/"\ntimeout = 5')), /jaco.toml:9: probe\[0\].timeout: must be a time with its unit in quotation marks, like "30s", not a number/)
})

const withGate = (lines: string): string => `${fiveLines}[[gate]]\n${lines}\n`
for (const lines of [
  'kind = "environment"\nfile = "/etc/wattcloud/wattcloud.env"',
  'kind = "environment"\nfiles = ["/etc/default/acme", "-/etc/acme/local.env"]\nexample = "etc/env.sample"\nrequired = "marked"\nrequired_marker = "# must"\noptional = ["BYO_*_CLIENT_ID", "SFTP_HOST_ALLOWLIST"]\noptional_marker = "# may"\nonly = "new"\nempty = "set"\noverridable = false',
  'kind = "busy"\nurl = "http://[::1]:8080/operations"\nlist = "result.operations"\ndone = "state"\ndone_values = ["ok", 2, false]\ntype = "op"\nid = "uuid"\nignore = ["metrics.*"]\nagain = "1min"\ngive_up = "2h"',
  'kind = "busy"\nsocket = "/run/banger.sock"\npath = "/operations"\ntimeout = "2s"',
  'kind = "busy"\ncommand = ["{path:jaco}", "operations", "--json"]\nuser = "jaco"',
])
  test(`P12 P14 a gate passes again, unchanged, and finds typos: ${lines.split('\n', 2).join(' ')}`, async () => {
    const [gate] = (await load(withGate(lines))).gates
    assert.ok(gate !== undefined)
    assert.deepEqual(v.parse(schemas.gates[gate.kind] ?? v.never(), JSON.parse(JSON.stringify(gate))), { ...gate })
    assert.match(await refusal(withGate(`${lines}\noverridible = true`)), /jaco.toml:\d+: gate\[0\].overridible: unknown key/)
  })
for (const [lines, says] of [
  ['kind = "environment"', /jaco.toml:6: gate\[0\]: must have either 'file' or 'files': where the daemon's settings are/],
  ['kind = "environment"\nfile = "acme.env"', /jaco.toml:8: gate\[0\].file: must be a whole path, from \//],
  ['kind = "environment"\nfile = "/etc/acme.env"\nexample = "../.env"', /jaco.toml:9: gate\[0\].example: must be a file's path in the release/],
  ['kind = "environment"\nfile = "/etc/acme.env"\nagain = "5min"', /jaco.toml:9: gate\[0\].again: unknown key/],
  ['kind = "environment"\nfile = "/etc/acme.env"\nonly = "changed"', /jaco.toml:9: gate\[0\].only: must be 'all' or 'new'/],
  ['kind = "environment"\nfile = "/etc/acme.env"\noptional = ["BYO-*"]', /jaco.toml:9: gate\[0\].optional\[0\]: must be a variable's name/],
  ['kind = "busy"', /jaco.toml:6: gate\[0\]: must have exactly one of 'url', 'socket' and 'command'/],
  ['kind = "busy"\nurl = "http://10.0.0.7/ops"', /jaco.toml:8: gate\[0\].url: .* is not on this machine/],
  ['kind = "busy"\nurl = "http://127.0.0.1/ops"\npath = "/x"', /jaco.toml:6: gate\[0\]: has 'path' without 'socket'/],
  ['kind = "busy"\nsocket = "/run/x.sock"\ntimeout = "1h"', /jaco.toml:9: gate\[0\].timeout: must be between 0.1 s and 300 s/],
  ['kind = "busy"\ncommand = ["sh -c x"]', /jaco.toml:8: gate\[0\].command: must begin with a whole path/],
] as const) test(`E46 E47 a gate that is wrong says where: ${lines.replaceAll('\n', ' ')}`, async () => { assert.match(await refusal(withGate(lines)), says) })
test('E47 a gate with a password in its URL does not show it', async () => { assert.doesNotMatch(await refusal(withGate('kind = "busy"\nurl = "http://alice:hunter2@127.0.0.1/"')), /hunter2|alice/) })

test('sources of several keys say which is missing, and a key pasted where its name belongs is not shown', async () => {
  const from = (lines: string): string => fiveLines.replace(/url = .*/, lines)
  assert.match(await refusal(from('kind = "tree"\nurl = "https://example.org"\npath = "/srv"')), /jaco.toml:\d: source: must have either url or path/)
  assert.match(await refusal(from('kind = "s3"\nbucket = "acme"')), /jaco.toml:\d: source: must have 'artifact', or layout = "tree"/)
  const said = await refusal(from('kind = "s3"\nbucket = "acme"\nlayout = "tree"\ncredentials = "AKIAHUNTER2:s3cret"'))
  assert.match(said, /jaco.toml:5: source.credentials: must be "anonymous", "instance"/)
  assert.doesNotMatch(said, /HUNTER2|s3cret/)
  const settings = await load(from('kind = "azure"\naccount = "acme"\ncontainer = "releases"\nlayout = "tree"'))
  assert.deepEqual(settings.source, { kind: 'azure', account: 'acme', container: 'releases', layout: 'tree', prefix: '', credentials: 'anonymous', http: 'refused' })
})

test('a tuf repository is a source and a trust; what each lacks, and where, is said', async () => {
  const lines = (more: { source?: string; trust?: string } = {}): string => `[source]
kind = "tuf"
metadata = "https://tuf.example.org/metadata"
targets = "https://tuf.example.org/targets"
root = "/etc/app-upgrade/jaco.root.json"
artifact = "jaco-{tag}-linux-{arch}.tar.gz"
${more.source ?? ''}
[[trust]]
kind = "tuf"
metadata = "https://tuf.example.org/metadata"
root = "/etc/app-upgrade/jaco.root.json"
${more.trust ?? ''}
`
  const { source, trust } = await load(lines())
  assert.deepEqual([source['target'], source['names'], source['http'], trust[0]['target']], ['{artifact}', 'hashed', 'refused', '{artifact}'])
  assert.match(await refusal(lines({ source: 'target = "{tag}"' })), /jaco.toml:7: source.target: must end with \{artifact\}/)
  assert.match(await refusal(lines({ source: 'names = "md5"' })), /jaco.toml:7: source.names: must be 'hashed' or 'plain'/)
  assert.match(await refusal(lines({ trust: 'target = "../{artifact}"' })), /jaco.toml:12: trust\[0\].target: has an empty part, or one of dots/)
  assert.match(await refusal(lines({ trust: 'roots = "x"' })), /trust\[0\].roots: unknown key; did you mean 'root'\?/)
  assert.match(await refusal(lines().replaceAll('metadata = "https', 'metadata = "http')), /trust\[0\].metadata: must begin with https/)
  assert.match(await refusal(lines().replace(/artifact = .*/, 'artifact = "jaco"')), /source: has no \{tag\} or \{version\}/)
})

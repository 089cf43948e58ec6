import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { exitCodes } from '../../packaging/man/exit-codes.ts'
import { manualSections } from '../../packaging/man/sections.ts'
import { completionScripts, manualPages, writeManual } from '../../packaging/man/write-manual.ts'
import { finalEventIds, otherEventIds } from '../../src/cli/final-event-ids.ts'
import { firstWords } from '../../src/cli/verb-groups.ts'
import { verbs } from '../../src/cli/verbs/table.ts'

const repository = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(repository, path), 'utf8')
const pages = manualPages({ date: '2026-11-21', version: '1.0.0' })
const people = verbs.filter((verb) => verb.audience === 'people')
const readme = read('README.md')
const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-manual-'))
after(() => { rmSync(scratch, { recursive: true }) })

/** The page as people read it, on one line, without overstrikes. */
function rendered(name: string): string {
  return execFileSync('mandoc', ['-T', 'ascii', '-O', 'width=200'], { input: pages[name] ?? '', encoding: 'utf8' }).replaceAll(/.\x08/g, '').replaceAll(/\s+/g, ' ')
}

for (const [name, text] of Object.entries(pages)) {
  test(`${name} has nothing for a linter to say`, () => {
    const path = join(scratch, name)
    writeFileSync(path, text)
    const { stdout, stderr, error } = spawnSync('mandoc', ['-T', 'lint', '-W', 'style', path], { encoding: 'utf8' })
    assert.equal(error, undefined, 'mandoc is missing: sh packaging/tools/prepare')
    assert.equal(stdout + stderr, '')
  })
}

test('app-upgrade(1) has every verb with its description, arguments, options and example', () => {
  const page = rendered('app-upgrade.1')
  for (const verb of people) {
    const start = page.indexOf(` ${verb.name} app-upgrade ${verb.name} `)
    assert.ok(start > 0, verb.name)
    const rest = page.slice(start)
    for (const part of [verb.description.slice(1), verb.example.replaceAll(/\s+/g, ' '), ...verb.options.map((one) => one.flag), ...verb.arguments.map((one) => one.name)]) {
      assert.ok(rest.includes(part), `${verb.name}: ${part}`)
    }
  }
  for (const verb of verbs) assert.equal(page.includes(` app-upgrade ${verb.name} `), verb.audience === 'people', verb.name)
})

test('the exit codes of app-upgrade(1) and of the readme are the table of errors.ts', () => {
  const page = rendered('app-upgrade.1')
  for (const { exit, names, says, retry } of exitCodes()) {
    assert.ok(page.includes(`${exit} ${names.join(', ')} ${says.slice(0, 1).toUpperCase()}${says.slice(1)}.${retry === 'yes' ? ' Worth trying again.' : ''}`), `${exit} in the page`)
    assert.ok(readme.includes(`| ${exit} | ${names.map((name) => `\`${name}\``).join(', ')} | ${says} | ${retry} |`), `${exit} in the readme`)
  }
  const rows = readme.split('\n').filter((line) => /^\| \d+ \|/.test(line))
  assert.equal(rows.length, exitCodes().length + 1)
})

test('app-upgrade.toml(5) has every key of every schema, with words of its own', () => {
  const page = rendered('app-upgrade.toml.5')
  for (const { heading, keys, kinds } of manualSections()) {
    assert.ok(page.includes(heading), heading)
    for (const { kind, says } of kinds) assert.ok(says !== '' && page.includes(`kind = "${kind}"`), kind)
    for (const { name, key } of [...keys.map((key) => ({ name: heading, key })), ...kinds.flatMap(({ kind, keys: own }) => own.map((key) => ({ name: `${heading} ${kind}`, key })))]) {
      assert.ok(key.description !== null, `${name} ${key.name} has no description`)
      assert.ok(page.includes(`${key.name} = ${key.type}`), `${name} ${key.name}`)
    }
  }
})

test('app-upgrade@.service(8) knows every unit and every final event', () => {
  const page = rendered('app-upgrade@.service.8')
  for (const unit of readdirSync(join(repository, 'units/system'))) assert.ok(page.includes(unit), unit)
  for (const unit of readdirSync(join(repository, 'units/user'))) assert.ok(existsSync(join(repository, 'units/system', unit)), `${unit} is the system's too, and so in the page`)
  const ids = { ...finalEventIds, ...otherEventIds }
  for (const [event, id] of Object.entries(ids)) assert.ok(page.includes(`${id} ${event}`), event)
  const catalog = read('units/app-upgrade.catalog')
  for (const id of Object.values(ids)) assert.ok(catalog.includes(`\n-- ${id}\n`), id)
})

test('the readme knows every verb and option, and no other', () => {
  const options = new Set(people.flatMap((verb) => verb.options.map((one) => one.flag)))
  for (const verb of people) {
    const row = readme.split('\n').find((line) => line.startsWith('| `') && new RegExp(`\`${verb.name}[\` ]`).test(line.split('|')[1] ?? '')) ?? ''
    // These are every verb's, and said once above the table.
    for (const { flag } of verb.options) assert.ok(flag === '--json' || flag === '--user' || row.includes(`\`${flag}\``), `${verb.name} ${flag}`)
    assert.notEqual(row, '', verb.name)
  }
  for (const flag of ['`--json`', '`--user`']) assert.ok(readme.includes(flag), flag)
  for (const [flag] of readme.matchAll(/(?<=`|app-upgrade [^\n`]*)--[a-z][a-z-]+/g)) assert.ok(options.has(flag) || flag === '--help', flag)
  for (const [, name = ''] of readme.matchAll(/^ {4}app-upgrade ([a-z]+)/gm)) assert.ok(firstWords(people).some(({ word }) => word === name), name)
})

test('the readme opens with the two commands, and is short', () => {
  assert.ok(readme.split('\n').length < 250)
  const [demo, all] = [readme.indexOf('npm run demo'), readme.indexOf('npm test')]
  assert.ok(demo > 0 && all > demo && all < 900)
})

test('every script completes every verb and option', () => {
  for (const [name, script] of Object.entries(completionScripts())) {
    for (const verb of people) {
      for (const word of verb.name.split(' ')) assert.ok(script.includes(word), `${name}: ${verb.name}`)
      for (const { flag } of verb.options) assert.ok(script.includes(name.endsWith('.fish') ? `-l ${flag.slice(2)}` : flag), `${name}: ${verb.name} ${flag}`)
    }
  }
})

test('a shell reads the script it is given, where it is here', () => {
  const path = join(scratch, 'app-upgrade.bash')
  writeFileSync(path, completionScripts()['app-upgrade.bash'] ?? '')
  assert.equal(spawnSync('bash', ['-n', path], { encoding: 'utf8' }).stderr, '')
})

test('the manual is written where the packages look for it, the same bytes twice', () => {
  const paths = writeManual(scratch)
  assert.deepEqual(paths.map((path) => path.slice(scratch.length + 1)), [
    'man/app-upgrade.1.gz', 'man/app-upgrade.toml.5.gz', 'man/app-upgrade-metrics.7.gz', 'man/app-upgrade@.service.8.gz',
    'completions/app-upgrade.bash', 'completions/_app-upgrade', 'completions/app-upgrade.fish',
  ])
  const first = paths.map((path) => readFileSync(path).toString('hex'))
  assert.deepEqual(writeManual(scratch).map((path) => readFileSync(path).toString('hex')), first)
  assert.match(gunzipSync(readFileSync(paths[0] ?? '')).toString(), /^\.\\" Made from the program/)
})

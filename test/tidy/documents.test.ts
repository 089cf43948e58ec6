import assert from 'node:assert/strict'
import { test } from 'node:test'
import manifest from '../../package.json' with { type: 'json' }
import { paths, textOf } from './house/files.ts'
import type { Violation } from './house/source-file.ts'

/** A document of the house: its path and its text. */
interface Page { readonly path: string; readonly text: string }
const pages = (under: string): readonly Page[] => paths(under).filter((path) => path.endsWith('.md')).map((path) => ({ path, text: textOf(path) }))

function undecided(records: readonly Page[], dependencies: readonly string[]): readonly Violation[] {
  return dependencies
    .filter((name) => !records.some(({ text }) => text.split('\n', 1)[0]?.split(/[^\w@/-]+/).includes(name) === true))
    .map((name) => ({ at: 'package.json', says: `'${name}' has no record in src/decisions/` }))
}

function records(found: readonly Page[]): readonly Violation[] {
  const numbers = found.map(({ path }) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1])
  return found.flatMap(({ path, text }, index) => [
    ...(numbers[index] === undefined ? [{ at: path, says: 'is not named NNNN-title.md' }] : []),
    ...(numbers.indexOf(numbers[index]) < index ? [{ at: path, says: `number ${numbers[index]} is taken` }] : []),
    ...(new RegExp(`^# ${numbers[index]}:? `).test(text) ? [] : [{ at: path, says: 'does not begin with its number and title' }]),
    ...['Context', 'Options', 'Decision', 'Failure modes'].filter((part) => !text.includes(`**${part}.**`)).map((part) => ({ at: path, says: `has no '**${part}.**'` })),
    ...(text.split('\n').length > 60 ? [{ at: path, says: 'is longer than a page' }] : []),
  ])
}

const none = (found: readonly Violation[]): void => assert.equal(found.map(({ at, says }) => `${at}: ${says}`).join('\n'), '')

test('every runtime dependency has its decision record', () => none(undecided(pages('src/decisions'), Object.keys(manifest.dependencies))))
test('bites: a dependency without a record', () => {
  assert.match(undecided([{ path: 'src/decisions/0001-x.md', text: '# 0001 tar-stream reads archives' }], ['tar'])[0]?.says ?? '', /'tar' has no record/)
  assert.deepEqual(undecided([{ path: 'src/decisions/0001-x.md', text: '# 0001 `tar` reads archives' }], ['tar']), [])
})
test('every record has a number of its own, its four parts, and one page', () => none(records(pages('src/decisions'))))
test('bites: a record that lacks something', () => {
  const whole = '# 0001 x\n**Context.** **Options.** **Decision.** **Failure modes.**'
  assert.deepEqual(records([{ path: 'src/decisions/0001-x.md', text: whole }]), [])
  assert.match(records([{ path: 'src/decisions/0001-x.md', text: whole.replace('**Options.**', '') }])[0]?.says ?? '', /has no '\*\*Options/)
  assert.match(records([{ path: 'src/decisions/x.md', text: whole }])[0]?.says ?? '', /not named/)
  assert.match(records([{ path: 'src/decisions/0001-x.md', text: whole }, { path: 'src/decisions/0001-y.md', text: whole }])[0]?.says ?? '', /number 0001 is taken/)
})

test('the map of the house names every room', () => {
  const map = textOf('src/README.md')
  const rooms = new Set(paths('src').map((path) => path.split('/')[1] ?? ''))
  for (const room of rooms) if (room !== 'README.md') assert.match(map, new RegExp(`\\b${room.replace('.', '\\.')}`), room)
})

/** Exact versions only: what was tested is what is installed. */
function loose(dependencies: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)).map(([name]) => name)
}
test('every dependency is pinned', () => assert.deepEqual([...loose(manifest.dependencies), ...loose(manifest.devDependencies)], []))
test('bites: a range', () => assert.deepEqual(loose({ a: '^1.0.0', b: '1.0.0', c: 'latest' }), ['a', 'c']))

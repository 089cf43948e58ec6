import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { metricTable } from '../../../src/cli/words/metric-table.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { installedModules } from '../../tools/installed-modules.ts'

interface Target { readonly expr: string; readonly refId: string }
interface Panel { readonly id: number; readonly type: 'stat' | 'timeseries' | 'table'; readonly title: string; readonly description: string; readonly targets: readonly Target[]; readonly options: object; readonly fieldConfig: { readonly defaults: { readonly custom?: object } }; readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number } }
interface Dashboard { readonly panels: readonly Panel[]; readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] } }

const repository = join(import.meta.dirname, '../../..')
const text = readFileSync(join(repository, 'packaging/grafana/app-upgrade.json'), 'utf8')
const dashboard = JSON.parse(text) as Dashboard
const expressions = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const))
const rules = readFileSync(join(repository, 'packaging/prometheus/app-upgrade.rules.yml'), 'utf8')

test('every panel has something to show, and shows only metrics that the manual knows', () => {
  for (const { title, description, targets } of dashboard.panels) assert.ok(targets.length > 0 && title !== '' && description !== '', title)
  for (const [title, expr] of expressions) {
    const named = [...expr.matchAll(/\bapp_upgrade_\w+/g)].map(([name]) => name)
    assert.ok(named.length > 0, title)
    for (const name of named) assert.ok(name in metricTable, `${title}: ${name}`)
  }
})

test('the alert rules know only such metrics too', () => {
  for (const [name] of rules.matchAll(/\bapp_upgrade_\w+/g)) assert.ok(name in metricTable, name)
})

test('labels in expressions are labels that the metrics have, or that a scrape adds', () => {
  for (const [, expr] of [...expressions, ...[...rules.matchAll(/expr: (?:\|\n)?(.+)/g)].map(([, expr = '']) => ['rule', expr] as const)]) {
    for (const [, name = '', inside = ''] of expr.matchAll(/\b(app_upgrade_\w+)\{([^}]*)\}/g)) {
      const known: readonly string[] = [...metricTable[name as keyof typeof metricTable].labels, 'instance', 'job']
      for (const [, label = ''] of inside.matchAll(/(\w+)\s*[=!]~?/g)) assert.ok(known.includes(label), `${name}{${label}}`)
    }
  }
})

test('Prometheus parses every expression', (t) => {
  const path = join(aDirectory(t), 'expressions.yml')
  const filled = (expr: string): string => expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(?:app|instance)/g, '.*')
  writeFileSync(path, JSON.stringify({ groups: [{ name: 'dashboard', rules: expressions.map(([, expr], index) => ({ record: `panel:${index}`, expr: filled(expr) })) }] }))
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', '--lint=none', path], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  assert.match(stdout, new RegExp(`SUCCESS: ${expressions.length} rules found`))
})

test('promtool finds nothing wrong with the alert rules, and each says what it should', (t) => {
  const folder = aDirectory(t)
  writeFileSync(join(folder, 'app-upgrade.rules.yml'), rules)
  execFileSync('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', 'app-upgrade.rules.yml'], { cwd: folder })
  const tests = ['app-upgrade.rules.test.yml', 'app-upgrade.rules.long.test.yml']
  for (const name of tests) copyFileSync(join(import.meta.dirname, name), join(folder, name))
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', ...tests], { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  const named = (text: string, pattern: RegExp): ReadonlySet<string> => new Set([...text.matchAll(pattern)].map(([, name = '']) => name))
  assert.deepEqual(named(tests.map((name) => readFileSync(join(folder, name), 'utf8')).join(''), /alertname: (\w+)/g), named(rules, /- alert: (\w+)/g))
})

test('panels have ids of their own, and lie beside each other', () => {
  assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length)
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`))
  assert.equal(new Set(cells).size, cells.length)
  assert.ok(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24))
})

test('it asks for its data source and narrows by app and host, and names no server', () => {
  assert.deepEqual(dashboard.templating.list.map(({ name, type }) => [name, type]), [['datasource', 'datasource'], ['app', 'query'], ['instance', 'query']])
  assert.deepEqual(new Set([...text.matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid)), new Set(['${datasource}', 'app-upgrade']))
  for (const [title, expr] of expressions) assert.match(expr, /app=~"\$app",instance=~"\$instance"/, title)
})

test("Grafana's own types take the dashboard, each panel's options and its fields", async (t) => {
  const folder = aDirectory(t)
  const modules = join(await installedModules('grafana'), 'node_modules')
  const optionsOf = (type: string): string => `import('${modules}/@grafana/schema/dist/types/raw/composable/${type}/panelcfg/x/types.gen')`
  const parts = dashboard.panels.flatMap(({ type, options, fieldConfig: { defaults: { custom } } }, index) => [
    `export const options${index}: Plain<${optionsOf(type)}.Options> = ${JSON.stringify(options)}`,
    ...(custom === undefined ? [] : [`export const custom${index}: Plain<${optionsOf(type)}.FieldConfig> = ${JSON.stringify(custom)}`]),
  ])
  const plain = 'type Plain<T> = T extends string ? `${T}` : T extends number | boolean | null | undefined ? T : T extends readonly (infer U)[] ? Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T'
  const checks = (name: string, lines: readonly string[]): { readonly status: number | null; readonly said: string } => {
    writeFileSync(join(folder, `${name}.ts`), [`import type { Dashboard, Panel } from '@grafana/schema'`, plain, ...lines, 'export type { Dashboard, Panel }'].join('\n'))
    const argv = [join(repository, 'node_modules/typescript/bin/tsc'), '-p', join(folder, 'tsconfig.json')]
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, noEmit: true, skipLibCheck: true, module: 'esnext', moduleResolution: 'bundler', target: 'esnext', types: [], paths: { '@grafana/schema': [`${modules}/@grafana/schema/dist/types/index.d.ts`] } }, files: [`${name}.ts`] }))
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
    return { status, said: stdout + stderr }
  }
  const { panels, ...frame } = dashboard
  const whole = [`export const frame: Plain<Dashboard> = ${JSON.stringify(frame)}`, ...panels.map((panel, index) => `export const panel${index}: Plain<Panel> = ${JSON.stringify(panel)}`), ...parts]
  const good = checks('good', whole)
  assert.equal(good.status, 0, good.said)
  for (const [what, spoil] of [['a key that there is not', ['"schemaVersion":42', '"schemaVersoin":42']], ['a word that there is not', ['"drawStyle":"line"', '"drawStyle":"wavy"']], ['a number for a text', ['"title":"Stuck"', '"title":7']]] as const) {
    const spoiled = whole.map((line) => line.replace(spoil[0], spoil[1]))
    assert.notDeepEqual(spoiled, whole, what)
    assert.notEqual(checks('spoiled', spoiled).status, 0, what)
  }
})

import { existsSync } from 'node:fs'
import { root, sources } from './house/files.ts'
import { allows, bites, holds } from './house/holds.ts'
import { importsOf, nodesOf, violation, type SourceFile, type Violation } from './house/source-file.ts'

/**
 * One test per source file: `src/a/b.ts` is tested by `test/unit/a/b.test.ts`. A file without a function needs none. These are
 * tested elsewhere, by a suite that runs every driver of a port, or together with the file that they are a part of.
 */
const elsewhere: Readonly<Record<string, string>> = {
  'src/config/draft/app-sections.ts': 'test/unit/main/init/begin.test.ts',
  'src/config/draft/cosign-found.ts': 'test/unit/config/draft/trust-found.test.ts',
  'src/config/draft/cosign-section.ts': 'test/unit/config/draft/trust-sections.test.ts',
  'src/config/draft/draft-of.ts': 'test/unit/main/init/begin.test.ts',
  'src/config/draft/hearsay-key.ts': 'test/unit/config/draft/trust-found.test.ts',
  'src/config/draft/init-report.ts': 'test/unit/main/init/begin.test.ts',
  'src/config/draft/looking.ts': 'test/unit/config/draft/trust-found.test.ts',
  'src/config/draft/signature-found.ts': 'test/unit/config/draft/trust-found.test.ts',
  'src/drivers/sources/recognise/forge-recognised.ts': 'test/unit/main/init/begin.test.ts',
  'src/drivers/sources/recognise/names-beside.ts': 'test/unit/main/init/places.test.ts',
  'src/drivers/sources/recognise/place-recognised.ts': 'test/unit/main/init/places.test.ts',
  'src/drivers/sources/recognise/store-recognised.ts': 'test/unit/main/init/places.test.ts',
  'src/drivers/sources/recognise/tree-recognised.ts': 'test/unit/main/init/places.test.ts',
  'src/drivers/sources/recognise/url-recognised.ts': 'test/unit/main/init/places.test.ts',
  'src/formats/sigstore/unproven-signer.ts': 'test/unit/main/init/begin.test.ts',
  'src/release/recognise/name-words.ts': 'test/unit/release/recognise/archives.test.ts',
  'src/release/recognise/tag-template-of.ts': 'test/unit/release/recognise/placeholders.test.ts',
  'src/config/health-shape.ts': 'test/unit/config/load.test.ts',
  'src/config/release-shape.ts': 'test/unit/config/load.test.ts',
  'src/config/operator-on-disk.ts': 'test/unit/config/change-policy.test.ts',
  'src/config/rules/all.ts': 'test/unit/config/load.test.ts',
  'src/drivers/archives/file-in.ts': 'test/contract/archives.test.ts',
  'src/drivers/archives/foreign.ts': 'test/unit/drivers/archives/table.test.ts',
  'src/drivers/archives/only-file.ts': 'test/unit/drivers/archives/table.test.ts',
  'src/drivers/archives/packings.ts': 'test/contract/archives.test.ts',
  'src/drivers/archives/tar-in.ts': 'test/contract/archives.test.ts',
  'src/drivers/archives/whole.ts': 'test/contract/archives.test.ts',
  'src/drivers/probes/journal-keys.ts': 'test/unit/drivers/probes/journal.test.ts',
  'src/drivers/probes/journal-runs.ts': 'test/unit/drivers/probes/journal.test.ts',
  'src/drivers/probes/watched-units.ts': 'test/unit/drivers/probes/unit.test.ts',
  'src/drivers/trust/enough-signers.ts': 'test/unit/drivers/trust/minisign/minisign-signers.test.ts',
  'src/drivers/trust/freshness.ts': 'test/unit/drivers/trust/believe.test.ts',
  'src/drivers/trust/key-file.ts': 'test/unit/drivers/trust/minisign/minisign-keys.test.ts',
  'src/drivers/trust/retired-key.ts': 'test/unit/drivers/trust/minisign/minisign-signers.test.ts',
  'src/drivers/trust/settings-pieces.ts': 'test/unit/drivers/trust/minisign/minisign-settings.test.ts',
  'src/drivers/trust/time-of.ts': 'test/unit/drivers/trust/minisign/minisign-policy.test.ts',
  'src/upgrade/acquire/artifact-file.ts': 'test/unit/upgrade/acquire/shelf-evidence.test.ts',
  'src/drivers/sources/address.ts': 'test/unit/drivers/sources/tree.test.ts',
  'src/drivers/sources/artifact-template.ts': 'test/unit/drivers/sources/directory.test.ts',
  'src/drivers/sources/stores/azure-bucket.ts': 'test/contract/azure.test.ts',
  'src/drivers/sources/stores/azure-page.ts': 'test/unit/drivers/sources/store-pages.test.ts',
  'src/drivers/sources/clocks.ts': 'test/unit/drivers/sources/stores/s3-refusal.test.ts',
  'src/drivers/sources/stores/gcs-bucket.ts': 'test/unit/drivers/sources/stores/gcs.test.ts',
  'src/drivers/sources/stores/instance.ts': 'test/unit/drivers/sources/stores/s3-key.test.ts',
  'src/drivers/sources/local-files.ts': 'test/unit/drivers/sources/directory.test.ts',
  'src/drivers/sources/named-releases.ts': 'test/contract/s3.test.ts',
  'src/drivers/sources/release-tree.ts': 'test/unit/drivers/sources/tree.test.ts',
  'src/drivers/sources/renewed.ts': 'test/unit/drivers/sources/stores/s3-key.test.ts',
  'src/drivers/sources/stores/s3-bucket.ts': 'test/contract/s3.test.ts',
  'src/drivers/sources/stores/s3-page.ts': 'test/unit/drivers/sources/store-pages.test.ts',
  'src/drivers/sources/stores/token-exchange.ts': 'test/unit/drivers/sources/stores/gcs-token.test.ts',
  'src/drivers/trust/cosign/cosign-asking.ts': 'test/unit/drivers/trust/cosign/cosign.test.ts',
  'src/drivers/trust/cosign/cosign-keyless.ts': 'test/unit/drivers/trust/cosign/cosign.test.ts',
  'src/drivers/trust/cosign/cosign-keys.ts': 'test/unit/drivers/trust/cosign/cosign-keyed.test.ts',
  'src/drivers/trust/cosign/cosign-pair.ts': 'test/unit/drivers/trust/cosign/cosign.test.ts',
  'src/drivers/trust/cosign/cosign-proof.ts': 'test/unit/drivers/trust/cosign/cosign.test.ts',
  'src/drivers/sources/stores/access-keys.ts': 'test/unit/drivers/sources/manifests/manifest.test.ts',
  'src/drivers/sources/api-question.ts': 'test/unit/drivers/sources/forges/github.test.ts',
  'src/drivers/sources/forges/forge-json.ts': 'test/unit/drivers/sources/forges/github.test.ts',
  'src/drivers/sources/forges/forge-keys.ts': 'test/unit/drivers/sources/forges/github.test.ts',
  'src/drivers/sources/forges/forge-source.ts': 'test/unit/drivers/sources/forges/github.test.ts',
  'src/drivers/sources/forges/forge.ts': 'test/unit/drivers/sources/forges/github.test.ts',
  'src/formats/manifest/manifest-shape.ts': 'test/unit/formats/manifest/manifest.test.ts',
  'src/formats/bzip2/bzip2-block.ts': 'test/unit/formats/bzip2/bzip2.test.ts',
  'src/formats/bzip2/bzip2-checksum.ts': 'test/unit/formats/bzip2/bzip2.test.ts',
  'src/formats/bzip2/bzip2-codes.ts': 'test/unit/formats/bzip2/bzip2.test.ts',
  'src/formats/bzip2/bzip2-runs.ts': 'test/unit/formats/bzip2/bzip2.test.ts',
  'src/formats/bzip2/bzip2-unsort.ts': 'test/unit/formats/bzip2/bzip2.test.ts',
  'src/formats/bzip2/bzip2-window.ts': 'test/unit/formats/bzip2/bzip2.test.ts',
  'src/formats/zip/zip-cursor.ts': 'test/unit/formats/zip/zip-reader.test.ts',
  'src/formats/zip/zip-directory.ts': 'test/unit/formats/zip/zip-reader.test.ts',
  'src/formats/zip/zip-end.ts': 'test/unit/formats/zip/zip-reader.test.ts',
  'src/formats/zip/zip-fields.ts': 'test/unit/formats/zip/zip-reader.test.ts',
  'src/formats/zip/zip-local.ts': 'test/unit/formats/zip/zip-reader.test.ts',
  'src/host/decompressed.ts': 'test/unit/host/gunzip.test.ts',
  'src/host/stepper.ts': 'test/unit/host/inflate.test.ts',
  'src/upgrade/acquire/fetch-and-shelve.ts': 'test/unit/upgrade/acquire/acquire.test.ts',
  'src/upgrade/acquire/fetch-believed.ts': 'test/unit/upgrade/acquire/acquire.test.ts',
  'src/upgrade/admit/laid-down.ts': 'test/unit/upgrade/admit/admit.test.ts',
  'src/upgrade/admit/lay-down.ts': 'test/unit/upgrade/admit/admit.test.ts',
  'src/drivers/sources/tuf/offered.ts': 'test/unit/drivers/sources/tuf/tuf.test.ts',
  'src/drivers/sources/tuf/open-target.ts': 'test/unit/drivers/sources/tuf/tuf.test.ts',
  'src/drivers/sources/tuf/releases.ts': 'test/unit/drivers/sources/tuf/tuf.test.ts',
  'src/drivers/sources/tuf/tuf-settings.ts': 'test/unit/drivers/sources/tuf/tuf.test.ts',
  'src/drivers/sources/tuf/view-now.ts': 'test/unit/drivers/sources/tuf/tuf.test.ts',
  'src/drivers/trust/tuf/believed-view.ts': 'test/unit/drivers/trust/tuf/tuf.test.ts',
  'src/drivers/trust/tuf/first-root.ts': 'test/unit/drivers/trust/tuf/tuf.test.ts',
  'src/drivers/trust/tuf/said-of-target.ts': 'test/unit/drivers/trust/tuf/tuf.test.ts',
  'src/drivers/trust/tuf/tuf-settings.ts': 'test/unit/drivers/trust/tuf/tuf.test.ts',
  'src/formats/tuf/shape.ts': 'test/unit/formats/tuf/metadata.test.ts',
  'src/upgrade/acquire/verify-renewing.ts': 'test/unit/upgrade/acquire/shelved.test.ts',
  'src/upgrade/admit/verify-copy.ts': 'test/unit/upgrade/admit/admit.test.ts',
}

/** What the suites of ports, of power cuts and of real machines name themselves. */
const inSuites = new Set(['test/contract', 'test/crash', 'test/system'].flatMap((under) => sources(under)).flatMap((file) => importsOf(file).map((one) => one.target)))

function mirror(files: readonly SourceFile[]): readonly Violation[] {
  return files.filter(hasCode).flatMap((file) => {
    const test = elsewhere[file.path] ?? file.path.replace(/^src\//, 'test/unit/').replace(/\.ts$/, '.test.ts')
    return existsSync(root + test) || inSuites.has(file.path) ? [] : [violation(file, null, `has no test: '${test}' does not exist, and no suite names it`)]
  })
}

function hasCode(file: SourceFile): boolean {
  return [...nodesOf(file.tree.program)].some((node) => /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|ClassMethod)$/.test(node.type))
}

// `main` is wiring: the transcripts and the real machines of test/system run it.
const tested = sources('src').filter((file) => !/^src\/(?:main\.ts$|main\/|index\.ts$)/.test(file.path))
holds('every source file has its test', mirror, tested)
bites(mirror, [['src/config/forgotten.ts', 'export function f() {}', /'test\/unit\/config\/forgotten.test.ts' does not exist, and no suite names it/]])
allows(mirror, [['src/config/limits.ts', 'export const x = 1'], ['src/config/types.ts', 'export interface X { f(): void }'], ['src/config/load.ts', 'export function f() {}']])

/** A test whose source has gone tests a memory. */
function widows(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => {
    const source = file.path.replace(/^test\/unit\//, 'src/').replace(/\.test\.ts$/, '.ts')
    const other = file.path.replace(/^test\/unit\//, '').replace(/\.test\.ts$/, '.ts')
    const isNamed = existsSync(root + source) || existsSync(`${root}${other}`) || existsSync(`${root}test/${other}`) || importsSomething(file)
    return isNamed ? [] : [violation(file, null, `tests '${source}', which does not exist`)]
  })
}

/** A test may also be named after a case or an advisory; then it must at least reach into the program. */
function importsSomething(file: SourceFile): boolean {
  return /from '(?:\.\.\/)+(?:src|packaging|test|support|bench)\//.test(file.text)
}

holds('every unit test tests something that is there', widows, sources('test/unit').filter((file) => file.path.endsWith('.test.ts')))
bites(widows, [['test/unit/config/gone.test.ts', "import { test } from 'node:test'", /'src\/config\/gone.ts', which does not exist/]])

/** Tests that wait, or that somebody switched off. */
function honesty(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => [...nodesOf(file.tree.program)].flatMap((node): readonly Violation[] => {
    if (node.type !== 'CallExpression') return []
    const { callee } = node
    const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.object.type === 'Identifier' ? `${callee.object.name}.${callee.property.name}` : ''
    if (/^(?:test|it|describe|suite)\.(?:skip|only|todo)$/.test(name)) return [violation(file, node, `'${name}' looks green and proves nothing`)]
    return /^(?:setTimeout|setInterval|sleep|delay|pause)$/.test(name) ? [violation(file, node, `'${name}' waits for luck; wait for the event, or make time a value`)] : []
  }))
}

const quick = [...sources('test/unit'), ...sources('test/contract'), ...sources('test/crash'), ...sources('test/tidy')]
holds('no test sleeps, and none is switched off', honesty, quick)
bites(honesty, [
  ['test/unit/x.test.ts', "test.skip('x', f)", /'test\.skip' looks green/],
  ['test/unit/x.test.ts', "test.only('x', f)", /'test\.only' looks green/],
  ['test/unit/x.test.ts', 'await pause(100)', /waits for luck/],
  ['test/crash/x.test.ts', 'setTimeout(f, 5)', /waits for luck/],
])
allows(honesty, [['test/unit/x.test.ts', "test('x', f)"]])

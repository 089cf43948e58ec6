import { sources } from './house/files.ts'
import { allows, bites, holds } from './house/holds.ts'
import { importsOf, type SourceFile, type Violation } from './house/source-file.ts'
import { said, wordsOf } from './house/words.ts'

/** Words that the house does not say, and what it says instead (architecture section 2). Only those that nothing else is called by. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/\bback ?up(?:s|ped)?\b/, 'kept'],
  [/\brevert(?:s|ed|ing)?\b/, 'undo, or roll back'],
  [/\brolling back up\b|\bun ?do ?ing up\b/, 'roll back'],
  [/\bhealth ?checks?\b/, 'probe, reading or verdict'],
  [/\bpre ?(?:check|flight)s?\b/, 'gate'],
  [/\bphases?\b/, 'step'],
  [/\btask\b/, 'step'],
  [/\bstate ?files?\b/, 'journal'],
  [/\bstaging area\b/, 'shelf'],
  // `/projects/` is a path of somebody else's interface.
  [/(?<!\/)\bprojects?\b/, 'app'],
  [/\bold (?:version|release|binary)\b/, 'kept version'],
]

function houseWords(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => said(file).flatMap(([one, at]) => foreign.filter(([word]) => word.test(wordsOf(one)))
    .map(([, instead]) => ({ at, says: `says '${one.text.slice(0, 60)}'; the word is ${instead}` }))))
}

holds('the house says its own words', houseWords, sources('src'))
bites(houseWords, [
  ['src/upgrade/x.ts', "const backupPath = 'x'", /the word is kept/],
  ['src/upgrade/x.ts', "throw failure('IO', 'the upgrade was reverted')", /the word is undo/],
  ['src/policy/x.ts', 'function runHealthCheck() {}', /the word is probe/],
  ['src/upgrade/x.ts', "const text = `${name}: health check failed`", /the word is probe/],
  ['src/upgrade/x.ts', 'interface X { readonly phase: string }', /the word is step/],
  ['src/config/x.ts', 'const preflight_checks = []', /the word is gate/],
  ['src/config/x.ts', "const says = 'the project'", /the word is app/],
])
allows(houseWords, [
  ['src/upgrade/x.ts', '// a backup, as others call it\nconst kept = 1'],
  ['src/upgrade/x.ts', "const rollback = 'rolled back'"],
  ['src/systemd/x.ts', "const property = 'TasksMax'"],
  ['src/drivers/x.ts', 'const url = `${api}/projects/1`'],
])

/** What only drivers and their rooms may know: the story must read the same whatever carries it out. */
const driverWords = /\b(?:github|gitlab|minisign|cosign|sigstore|rekor|tuf|s3|ed25519|systemd|systemctl|journalctl|d ?bus|https?|ftp|in place|tar ?gz|gzip)\b|[a-z]:\/\//

function neutral(files: readonly SourceFile[]): readonly Violation[] {
  return files.filter((file) => file.path.startsWith('src/upgrade/')).flatMap((file) => {
    const imported = new Set(importsOf(file).map((one) => one.target))
    return said(file).filter(([one]) => !imported.has(one.text) && driverWords.test(wordsOf(one))).map(([one, at]) => ({ at, says: `upgrade names '${one.text.slice(0, 60)}', which only a driver may know` }))
  })
}

holds('upgrade names no driver, no URL scheme, no service manager and no signature format', neutral, sources('src/upgrade'))
bites(neutral, [
  ['src/upgrade/x.ts', "if (settings.kind === 'github') x()", /names 'github'/],
  ['src/upgrade/x.ts', 'const minisignKey = 1', /names 'minisignKey'/],
  ['src/upgrade/x.ts', "throw failure('IO', `systemd said ${x}`)", /names 'systemd said/],
  ['src/upgrade/x.ts', "const isWeb = url.startsWith('https:')", /names 'https:'/],
  ['src/upgrade/x.ts', "const local = 'file:///srv'", /names 'file:/],
  ['src/upgrade/x.ts', "if (layout.kind === 'in-place') x()", /names 'in-place'/],
])
allows(neutral, [['src/upgrade/x.ts', '// systemd starts it later in this boot\nconst restart = 1'], ['src/drivers/x.ts', "const kind = 'github'"]])

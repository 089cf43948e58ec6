import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseEnvFile } from '../../../src/formats/env-file.ts'
import { throwsFailure } from '../../support/throws.ts'

const read = (text: string): ReturnType<typeof parseEnvFile> => parseEnvFile(Buffer.from(text), '/etc/acme.env')
/** `A3 B4-`: A is set in line 3, B is empty in line 4. */
const keys = (text: string): string => Array.from(read(text).keys, ([key, { line, value }]) => `${key}${line}${value === 'set' ? '' : '-'}`).join(' ')
const doubts = (text: string): readonly string[] => read(text).doubts.map(({ line, says }) => `${line}: ${says}`)

// As systemd's own load_env_file() reads each; it does not know what is said of `export`, of comments behind values and of byte order marks.
for (const [what, text, wanted] of [
  ['P14 absent, empty and defaulted', 'A=\nB=1\n#C=\n', 'A1- B2'],
  ['P14 the last line has no line feed', 'A=1\nB=', 'A1 B2-'],
  ['P14 CR LF is no value', 'A=\r\nB=1\r\n\r\nC=\r\n', 'A1- B2 C4-'],
  ['P14 CR alone ends a line', 'A=\rB=1\r', 'A1- B2'],
  ['P14 quotation marks with nothing between them are empty', 'A=""\nB=\'\'\nC="" \'\'\nD=" "\nE=\'\n\'\n', 'A1- B2- C3- D4 E5'],
  ['white space around is none of the value', '  A =  \n\tB\t=\t1 \nC= \\ \n', 'A1- B2 C3'],
  ['escapes within double quotation marks', 'A="\\""\nB="\\\n"\nC="a\\"\nD=1"\nE=1\n', 'A1 B2- C4 E6'],
  ['a backslash within single ones is a backslash', "A='\\'\nB=1\n", 'A1 B2'],
  ['quotation marks behind a plain character are plain', 'A=a"b\nB=1\n', 'A1 B2'],
  ['a line goes on behind a backslash', 'A=\\\nB=1\nC=\\\n\nD=1\\\n', 'A1 C3- D5'],
  ['white space that goes on behind a backslash counts', 'A=\\\n \\\n\nB="\\', 'A1 B4-'],
  ['comments begin with # or ;, and with nothing else', '# A=1\n ;B=1\n//C=1\nD=1\n', 'D4'],
  ['a comment does not go on behind a backslash', '# A \\\nB=1\n', 'B2'],
  ['# within a word is a character', 'A=#x\nB=x#y\nC="x"#y\n', 'A1 B2 C3'],
  ['a comment behind no value is no value', 'A= # put it here\nB="" # "x"\nC=x # y\nD=\t#\\\nE=1\n', 'A1- B2- C3 D4-'],
  ['P14 export is understood', 'export A=1\nexport\tB=\nexport C\nexported=1\nexport=1\n', 'A1 B2- exported4 export5'],
  ['the last one counts', 'A=1\nB=\nA=\nB=2\n', 'A3- B4'],
  ['names that no variable has', '1A=1\nA-B=1\nÄ=1\n="1\nA B=1\n__proto__=1\n', '__proto__6'],
  ['nothing at all', '', ''],
] as const) test(`${what}`, () => { assert.equal(keys(text), wanted) })

test('P14 a byte order mark hides no key, and is told', () => {
  assert.equal(keys('\ufeffA=1\nB=2'), 'A1 B2')
  assert.match(doubts('\ufeffA=1\n').join(), /^1: the file begins with a byte order mark/)
})

test('what systemd reads otherwise, or not at all, is told by its line', () => {
  assert.deepEqual(doubts('A=1\nB="1"\n# C\n\n'), [])
  const said = doubts('export A=1\nnonsense\nB-C=1\nD=x # y\nA=2\nE="1\nF=1\n')
  assert.deepEqual(said.map((one) => one.slice(0, 40)), [
    "1: it begins with 'export', which shells", '2: it is no assignment, and systemd pass', '3: what stands before the equals sign ca',
    '4: systemd takes the comment behind D fo', '5: it sets A again, as line 1 has done a', '6: a quotation mark is opened there and ',
  ])
})

test('E43 nothing of a value, and no word that may be a piece of one, is kept or told', () => {
  const secret = 'hunter2'
  const all = read(`A=${secret}\nB="${secret}\n${secret}"\n${secret}\n${secret}-${secret}=\nexport A='${secret}\n`)
  assert.equal(JSON.stringify([[...all.keys], all.doubts]).includes(secret), false)
  throwsFailure('DATA', /^(?!.*hunter2)/, () => read(`A=${secret}\0`))
})

test('comments directly above a key, and behind it, are its own', () => {
  const comments = (text: string): unknown => read(text).keys.get('A')?.comments
  assert.deepEqual(comments('# far\n\n# one\n;two\nA= # three\n# four'), ['one', 'two', 'three'])
  assert.deepEqual(comments('# of B\nB=1\nA=\n'), [])
})

test('what is no text, and more than can be meant, is DATA', () => {
  throwsFailure('DATA', /zero byte/, () => read('A=1\0B=2'))
  throwsFailure('DATA', /not UTF-8/, () => parseEnvFile(Buffer.from([0x41, 0x3d, 0xff]), 'x'))
  throwsFailure('DATA', /larger than 1048576 bytes/, () => read('#'.repeat(1024 * 1024 + 1)))
  const many = Array.from({ length: 10_000 }, (_, at) => `K${at}=1\n`).join('')
  assert.equal(read(many).keys.size, 10_000)
  throwsFailure('DATA', /more than 10000 variables/, () => read(`${many}ONE_MORE=1`))
  assert.equal(read('x\n'.repeat(5000)).doubts.length, 100)
})

test('systemd 252 read these the same', () => {
  const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors/env-file/systemd-252.json'), 'utf8')) as { cases: readonly (readonly [string, Readonly<Record<string, string>>])[] }
  assert.ok(cases.length >= 400)
  for (const [text, wanted] of cases) assert.deepEqual(Object.fromEntries(Array.from(read(text).keys, ([key, { value }]) => [key, value])), wanted, JSON.stringify(text))
})

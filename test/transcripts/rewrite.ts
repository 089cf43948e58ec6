// node test/transcripts/rewrite.ts FILE…: puts what is really said into the transcripts. Read the diff: it is the review.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseTranscript } from '../support/transcript.ts'
import { perform } from './perform.ts'

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8')
  // A new command needs no output yet: it gets its exit code here so that it can be read.
  const complete = text.replace(/^(\$ .*)\n(?=\n|$)/gm, '$1\nexit 0\n')
  const performed = await Promise.all(parseTranscript(complete).map(perform))
  let next = 0
  const kept = complete.split('\n').filter((line) => !/^(?:1|2|event|status)\|/.test(line))
  writeFileSync(file, kept.map((line) => {
    if (!/^exit \d+$/.test(line)) return line
    const { lines, exit } = performed[next++] ?? { lines: [], exit: 0 }
    return [...lines, `exit ${exit}`].join('\n')
  }).join('\n'))
}

import { paths } from './build/layout.ts'
import { writeManual } from './man/write-manual.ts'

// node packaging/man.ts: the man pages and completions below build/, which the packages take in.
for (const path of writeManual(paths.build)) console.log(path)

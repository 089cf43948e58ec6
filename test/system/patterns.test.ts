import { insideTests } from './inside-tests.ts'

insideTests('patterns.ts', 'daemon patterns g01 to g36, judged by our probes')

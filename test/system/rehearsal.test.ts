import { insideTests } from './inside-tests.ts'

insideTests('rehearsal.ts', 'the rehearsal')

import { crashMatrix } from './matrix.ts'

crashMatrix('links', { first: 12, second: 3 })

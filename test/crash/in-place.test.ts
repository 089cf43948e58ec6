import { crashMatrix } from './matrix.ts'

crashMatrix('in-place', { first: 8, second: 2 })

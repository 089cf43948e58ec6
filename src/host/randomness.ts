import { randomBytes } from 'node:crypto'
import type { Randomness } from './types.ts'

export const randomness: Randomness = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
}

import type { Operator } from '../upgrade/ports.ts'

/** Not built yet. */
export function operatorFor(_when: 'now' | 'boot'): Operator {
  return { run: async () => ({ status: null, output: '', trouble: 'not built yet' }) }
}

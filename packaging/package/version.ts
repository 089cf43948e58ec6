import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { repository } from '../build/layout.ts'

/** The version of this program, as package.json has it. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string') return manifest.version
  throw new Error('package.json has no version')
}

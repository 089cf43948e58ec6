import { isFailure } from '../../errors.ts'
import type { Answer } from '../../upgrade/ports.ts'
import type { Finding } from '../../upgrade/report.ts'

/** How what `doctor` finds is said. */

export const good = (about: string, text: string): Finding => ({ about, state: 'good', text, next: null })
export const warning = (about: string, text: string, next: string | null): Finding => ({ about, state: 'warning', text, next })
export const bad = (about: string, text: string, next: string | null): Finding => ({ about, state: 'bad', text, next })

/** What a look answers is good; what it throws is not. */
export async function finding(about: string, look: () => Promise<string>): Promise<Finding> {
  return looked(about, async () => good(about, await look()))
}

/** The same of a look that makes its finding itself. */
export async function looked(about: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (thrown) {
    return troubleOf(about, thrown)
  }
}

/** What one may not look at is no illness. */
export function troubleOf(about: string, thrown: unknown): Finding {
  const [text, next] = [thrown instanceof Error ? thrown.message : String(thrown), isFailure(thrown) ? thrown.next : null]
  return isFailure(thrown) && thrown.code === 'PERMISSION' ? warning(about, text, 'run it as root') : bad(about, text, next)
}

/** A gate's no, before an upgrade has to hear it. What only means "not now" is gone by then, and so is no illness. */
export function findingOf(about: string, answer: Answer, says: string): Finding {
  if (answer.kind === 'yes') return answer.remark === undefined ? good(about, says) : warning(about, answer.remark, null)
  return (answer.again === undefined ? bad : warning)(about, answer.reason, answer.next)
}

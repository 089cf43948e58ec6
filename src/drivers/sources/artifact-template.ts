import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import { checkTemplate } from '../../release/platform.ts'

/** The key `artifact` of every source that knows from elsewhere which release a file belongs to. */
export const archiveTemplate = v.pipe(
  v.string('must be text in quotation marks'),
  v.check((text) => templateFault(text) === null, (issue) => templateFault(issue.input) ?? ''),
  v.description('name of the release archive, with {tag} (v1.2.3 or 1.2.3), {version} (1.2.3), {arch} and {os}'),
)

/** The key `artifact` of every source that looks through names. */
export const artifactTemplate = v.pipe(
  archiveTemplate,
  v.check((text) => /\{(?:tag|version)\}/.test(text), 'must hold {tag} or {version}: that is how releases are told apart'),
)

function templateFault(text: string): string | null {
  try {
    checkTemplate(text)
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.message
    throw thrown
  }
  return text === '' ? 'must not be empty' : null
}

/** What every name of this template begins with: narrows what a store has to list. */
export function beginningOf(template: string): string {
  return template.split('{', 1)[0] ?? ''
}

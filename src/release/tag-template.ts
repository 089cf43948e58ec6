import { tagCharactersMax, templateCharactersMax } from './limits.ts'
import { readVersion, type Version } from './version.ts'

const placeholder = /\{(tag|version)\}/g

/**
 * What a repository's tags look like: `{tag}` (v1.2.3 or 1.2.3), or `app/{tag}`, `app-{version}` where several programs share one
 * repository. All of a tag must fit, so that `app/v1.2.3` is neither `other-app/v1.2.3` nor `app/v1.2.3/old`. Null for a tag that does
 * not fit or is no version.
 */
export function matchTag(template: string, tag: string): Version | null {
  const [before = '', kind, after = ''] = template.split(placeholder)
  if (tag.length > tagCharactersMax || tag.length < before.length + after.length || !tag.startsWith(before) || !tag.endsWith(after)) return null
  const spelled = tag.slice(before.length, tag.length - after.length)
  return kind === 'version' && spelled.startsWith('v') ? null : readVersion(spelled)
}

/** The tags under which a version may stand, likeliest first. */
export function expandTag(template: string, version: Version): readonly string[] {
  const spellings = template.includes('{tag}') ? [`v${version}`, version] : [version]
  return spellings.map((spelled) => template.replaceAll(placeholder, () => spelled))
}

/** What is wrong with a template for tags; null when nothing is. */
export function tagTemplateFault(template: string): string | null {
  if (template.length > templateCharactersMax) return 'is too long'
  if (template.split(placeholder).length !== 3) return 'must hold {tag} (v1.2.3 or 1.2.3) or {version} (1.2.3), once'
  const plain = template.replaceAll(placeholder, '')
  // git-check-ref-format(1): no tag could ever look like that.
  return /[^\x21-\x7e]|[{}~^:?*[\\]|\.\.|\/\/|^\/|@\{/.test(plain) ? 'holds what no tag may hold; the placeholders are {tag} and {version}' : null
}

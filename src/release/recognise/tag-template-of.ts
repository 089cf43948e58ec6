import { tagTemplateFault } from '../tag-template.ts'
import { type Tagged, readVersion } from '../version.ts'

/** What the tags look like of which this is one: `app/v1.2.3` is of `app/{tag}`, `jq-1.7.1` of `jq-{tag}`. Null for a tag that ends in no version. */
export function tagTemplateOf(tag: string): (Tagged & { readonly template: string }) | null {
  const [, before = '', spelled = ''] = /^(.*?)(v?\d+\.\d+\.\d+[0-9A-Za-z.+-]*)$/.exec(tag) ?? []
  const version = readVersion(spelled)
  if (version === null || /[0-9A-Za-z]$/.test(before)) return null
  const template = `${before}{tag}`
  return tagTemplateFault(template) === null ? { template, version, tag } : null
}

import * as v from 'valibot'
import { tagTemplateFault } from '../../../release/tag-template.ts'
import { tokenKey } from '../stores/access-keys.ts'
import { plainHttp } from '../address.ts'
import { archiveTemplate } from '../artifact-template.ts'

const text = v.string('must be text in quotation marks')

/** The keys that all forges share. */
export const forgeKeys = {
  artifact: archiveTemplate,
  tags: v.optional(v.pipe(
    text,
    v.check((template) => tagTemplateFault(template) === null, (issue) => tagTemplateFault(issue.input) ?? ''),
    v.description('what the tags of this app look like where several share one repository: app/{tag}, app-{version}; all of a tag must fit'),
  ), '{tag}'),
  token: tokenKey,
  http: plainHttp,
} as const

/** `owner/name`, or as many levels as the forge has. */
export function repositoryKey(levels: { readonly from: number; readonly to: number }) {
  const says = levels.to === 2 ? 'must be like "owner/name"' : 'must be like "group/name" or "group/subgroup/name"'
  const isRepository = (said: string): boolean => {
    const parts = said.split('/')
    return parts.length >= levels.from && parts.length <= levels.to && parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(part))
  }
  return v.pipe(text, v.check(isRepository, says), v.description(levels.to === 2 ? 'the repository: "owner/name"' : 'the repository: "group/name", with its subgroups'))
}

/** The address of an instance, without a slash at its end. */
export function instanceKey(says: string) {
  return v.pipe(text, v.check((address) => instanceFault(address) === null, (issue) => instanceFault(issue.input) ?? ''), v.description(says))
}

function instanceFault(address: string): string | null {
  if (!URL.canParse(address)) return 'is not a URL; write it like https://git.example.org'
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// (or http://)'
  if (url.username !== '' || url.password !== '') return 'holds credentials; they would end up in logs'
  if (url.search !== '' || url.hash !== '') return 'must end with its path'
  return address.endsWith('/') ? 'must not end with a slash' : null
}

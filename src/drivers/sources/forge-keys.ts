import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import { checkTemplate } from '../../release/platform.ts'
import { tagTemplateFault } from '../../release/tag-template.ts'
import { plainHttp } from './address.ts'

const text = v.string('must be text in quotation marks')

/** The keys that all forges share. */
export const forgeKeys = {
  artifact: v.pipe(
    text,
    v.check((template) => templateFault(template) === null, (issue) => templateFault(issue.input) ?? ''),
    v.description('name of the release archive among the files of a release, with {tag} (v1.2.3 or 1.2.3), {version} (1.2.3), {arch} and {os}'),
  ),
  tags: v.optional(v.pipe(
    text,
    v.check((template) => tagTemplateFault(template) === null, (issue) => tagTemplateFault(issue.input) ?? ''),
    v.description('what the tags of this app look like where several share one repository: app/{tag}, app-{version}; all of a tag must fit'),
  ), '{tag}'),
  token: v.optional(v.pipe(text, v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/, 'must be the name of a secret, not the secret itself'), v.description('name of the secret that holds an access token: for private repositories, and for a higher limit of requests; sent to the interface of the forge and to nobody else'))),
  http: plainHttp,
} as const

/** `owner/name`, or as many levels as the forge has. */
export function repositoryKey(levels: { readonly from: number; readonly to: number }) {
  const says = levels.to === 2 ? 'must be like "owner/name"' : 'must be like "group/name" or "group/subgroup/name"'
  const isRepository = (said: string): boolean => {
    const parts = said.split('/')
    return parts.length >= levels.from && parts.length <= levels.to && parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(part))
  }
  return v.pipe(text, v.check(isRepository, says), v.description(levels.to === 2 ? 'the repository: "owner/name"' : 'the project: "group/name", with its subgroups'))
}

/** The address of an instance, without a slash at its end. */
export function instanceKey(says: string) {
  return v.pipe(text, v.check((address) => instanceFault(address) === null, (issue) => instanceFault(issue.input) ?? ''), v.description(says))
}

/** Other places that a list may name: whole origins, because a path there could be anybody's. */
export const downloadsKey = v.optional(v.pipe(
  v.array(v.pipe(text, v.check((origin) => isOrigin(origin), 'must be the beginning of an address and nothing more, like https://downloads.example.org'))),
  v.maxLength(16),
  v.description('other places at which files may lie, each like https://downloads.example.org; what is listed elsewhere is refused'),
), [])

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text)
}

function instanceFault(address: string): string | null {
  if (!URL.canParse(address)) return 'is not a URL; write it like https://git.example.org'
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// (or http://)'
  if (url.username !== '' || url.password !== '') return 'holds credentials; they would end up in logs'
  if (url.search !== '' || url.hash !== '') return 'must end with its path'
  return address.endsWith('/') ? 'must not end with a slash' : null
}

function templateFault(template: string): string | null {
  try {
    checkTemplate(template)
    return template === '' ? 'must not be empty' : null
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.message
    throw thrown
  }
}

import { placeholders } from './placeholders.ts'

/** What the commands of `[[rehearse]]`, `[[generate]]` and `[build_info]` understand: they are asked of files that are ready, and not yet live. */
export const rehearsalTexts = placeholders(['version', 'from', 'live', 'release', 'path', 'new'])

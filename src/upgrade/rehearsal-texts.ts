import { placeholders } from './placeholders.ts'

/** What the commands of `[[rehearse]]` understand: they are asked of files that are ready, and not yet live. */
export const rehearsalTexts = placeholders(['live', 'version', 'from', 'release', 'path', 'new'])

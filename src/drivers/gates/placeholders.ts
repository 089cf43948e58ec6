import { placeholders } from '../../upgrade/placeholders.ts'

/** What the commands of gates understand: also what is live now, and where the new files lie ready. */
export const { unknownPlaceholder, fillIn } = placeholders(['live', 'version', 'from', 'path', 'new'])

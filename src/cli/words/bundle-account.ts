import type { InboxItem } from '../../upgrade/inbox/inbox.ts'
import type { Account } from '../../upgrade/inbox/resting-place.ts'
import { textOfReport } from './report.ts'
import { jsonOf, safe } from './safe.ts'
import { labelled } from './trouble.ts'

/** What is written beside a bundle that was dealt with: readable at 3 a.m. by whoever carried it here, and the same for machines. */
export function accountOf(app: string, { name, state, path, report }: InboxItem, atMs: number): Account {
  const lines = [
    `${safe(name)}: ${state}`,
    labelled('when', new Date(atMs).toISOString()),
    '',
    textOfReport(report).trimEnd(),
    ...(state === 'refused' ? ['', ...remedies(app, path)] : []),
    '',
  ]
  return { text: lines.join('\n'), json: `${jsonOf({ bundle: name, state, atMs, report })}\n` }
}

/** No bundle is applied by force: force is a person's, who says so. */
function remedies(app: string, path: string): readonly string[] {
  return [
    'Nothing is retried. When the reason is gone, put the bundle into the inbox again:',
    `  mv '${path}' '${path.replace(/\/refused\/([^/]*)$/, '/inbox/$1')}'`,
    'An older or a skipped release is taken by a person only, and only if its signature holds:',
    `  app-upgrade upgrade ${app} --bundle '${path}' --force`,
  ]
}

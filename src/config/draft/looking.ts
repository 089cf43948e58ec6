import type { Candidate, ListedRelease } from '../../release/recognise/archives.ts'
import { sidecarTemplateOf } from '../../release/recognise/placeholders.ts'
import type { Notes, ReadsSidecar, Subject } from './trust-found.ts'

/** What a signature is looked at with. */
export interface Looking { readonly subject: Subject; readonly artifact: Candidate; readonly release: ListedRelease; readonly read: ReadsSidecar; readonly notes: Notes }

/** How settings call what is signed, and this file beside it. */
export function over(name: string, { subject, artifact, release }: Looking): { readonly signs: string; readonly signature: string } {
  return { signs: subject.template, signature: sidecarTemplateOf(name, artifact.name, release.version) }
}

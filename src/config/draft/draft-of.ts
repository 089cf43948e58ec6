import { type AppDraft, headSection, layoutSection, probeSections, sourceSection, unitSections } from './app-sections.ts'
import { draftText } from './draft-text.ts'
import type { TrustFound } from './trust-found.ts'
import { type TrustKnown, trustSections } from './trust-sections.ts'

export type { AppDraft } from './app-sections.ts'

/** A whole new app file. */
export function draftOf(app: AppDraft, trust: TrustFound, known: TrustKnown): string {
  return draftText([headSection(app), sourceSection(app), ...trustSections(trust, known), layoutSection(app), ...unitSections(app), ...probeSections(app)])
}

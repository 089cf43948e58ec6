/** How a run can end, for those who are told of it: each has an id in the system journal (cli/final-event-ids.ts). A name may be added, never changed. */
export const finalEvents = ['upgraded', 'rolled-back', 'crashed', 'refused', 'stuck', 'failed', 'tampered', 'nothing', 'planned'] as const
export type FinalEvent = (typeof finalEvents)[number]

import type { Scenario } from '../support/a-host.ts'

/** What travels and what is migrated multiplies the histories of a shape that has been through all of its own: it is given fewer seeds. */
export const isHeavy = ({ companions, data }: Scenario): boolean => companions !== undefined || data !== undefined

/** Every shape of an upgrade that differs in what it does to the disk. */
export const scenarios: readonly Scenario[] = [
  { name: 'links, 1 file', layout: 'links', files: 1, from: 'ours', newVersion: 'well' },
  { name: 'links, 1 file, ill', layout: 'links', files: 1, from: 'ours', newVersion: 'ill' },
  { name: 'links, 3 files', layout: 'links', files: 3, from: 'ours', newVersion: 'well' },
  { name: 'links, 3 files, does not start', layout: 'links', files: 3, from: 'ours', newVersion: 'fails' },
  { name: 'links, 1 file adopted', layout: 'links', files: 1, from: 'adopted', newVersion: 'well' },
  { name: 'links, 3 files adopted', layout: 'links', files: 3, from: 'adopted', newVersion: 'well' },
  { name: 'links, 3 files adopted, ill', layout: 'links', files: 3, from: 'adopted', newVersion: 'ill' },
  { name: 'links, 1 file adopted from another file system', layout: 'links', files: 1, from: 'adopted', newVersion: 'well', hardLinks: 'refused' },
  { name: 'links, 3 files, one is new', layout: 'links', files: 3, from: 'partly', newVersion: 'well' },
  { name: 'links, 3 files, one is new, ill', layout: 'links', files: 3, from: 'partly', newVersion: 'ill' },
  { name: 'links, first install', layout: 'links', files: 3, from: 'nothing', newVersion: 'well' },
  { name: 'links, 3 files, back to an older one', layout: 'links', files: 3, from: 'ours', to: '0.9.0', newVersion: 'well' },
  { name: 'links, 1 file, back to an ill one', layout: 'links', files: 1, from: 'ours', to: '0.9.0', newVersion: 'ill' },
  { name: 'links, 1 file, an older one is still executed', layout: 'links', files: 1, from: 'ours', newVersion: 'well', stillRuns: '0.9.0' },
  { name: 'links, 1 file, units travel', layout: 'links', files: 1, from: 'ours', newVersion: 'well', companions: 'travel' },
  { name: 'links, 1 file, units travel, ill, data are migrated', layout: 'links', files: 1, from: 'ours', newVersion: 'ill', companions: 'travel', data: 'migrated' },
  { name: 'in-place, 1 file', layout: 'in-place', files: 1, from: 'ours', newVersion: 'well' },
  { name: 'in-place, 1 file, ill', layout: 'in-place', files: 1, from: 'ours', newVersion: 'ill' },
  { name: 'in-place, 3 files', layout: 'in-place', files: 3, from: 'ours', newVersion: 'well' },
  { name: 'in-place, 3 files, ill', layout: 'in-place', files: 3, from: 'ours', newVersion: 'ill' },
  { name: 'in-place, 3 files, does not start', layout: 'in-place', files: 3, from: 'ours', newVersion: 'fails' },
  { name: 'in-place, 1 file, no hard links, ill', layout: 'in-place', files: 1, from: 'ours', newVersion: 'ill', hardLinks: 'refused' },
  { name: 'in-place, 3 files, one is new', layout: 'in-place', files: 3, from: 'partly', newVersion: 'well' },
  { name: 'in-place, 3 files, one is new, ill', layout: 'in-place', files: 3, from: 'partly', newVersion: 'ill' },
  { name: 'in-place, 1 file, back to the one before', layout: 'in-place', files: 1, from: 'ours', to: '0.9.0', newVersion: 'well' },
  { name: 'in-place, 3 files, back to an ill one', layout: 'in-place', files: 3, from: 'ours', to: '0.9.0', newVersion: 'ill' },
  { name: 'in-place, 2 files, units travel, ill', layout: 'in-place', files: 2, from: 'ours', newVersion: 'ill', companions: 'travel' },
  { name: 'in-place, 1 file, units travel, data are migrated', layout: 'in-place', files: 1, from: 'ours', newVersion: 'well', companions: 'travel', data: 'migrated' },
  { name: 'in-place, first install', layout: 'in-place', files: 3, from: 'nothing', newVersion: 'well' },
]
